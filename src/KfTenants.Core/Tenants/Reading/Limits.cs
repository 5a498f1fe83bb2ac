using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>The quotas and the limit range of one tier, of <c>defaults</c> or of one tenant. Null is absent; empty means none.</summary>
/// <param name="QuotaOrigin">Where the key <c>quota</c> stands.</param>
internal sealed record Limits(
    ImmutableSortedDictionary<string, string>? Quota,
    SourceLocation? QuotaOrigin,
    LimitRangeItem? LimitRange,
    SourceLocation? LimitRangeOrigin,
    ImmutableArray<AdditionalQuota>? Quotas)
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static readonly Limits Absent = new(null, null, null, null, null);

    public static Limits Read(YamlNode.Mapping? map, DiagnosticBag findings)
    {
        if (map is null)
        {
            return Absent;
        }

        var read = Absent with { Quotas = QuotasReader.Read(map, findings) };
        if (map.TryGet("quota", out var quota) && quota.Value is YamlNode.Mapping amounts)
        {
            read = read with { Quota = ReadAmounts(amounts, ResourceRules.CheckQuotaName, isOfContainer: false, findings), QuotaOrigin = quota.KeyLocation };
        }

        if (map.TryGet("limitRange", out var range) && range.Value is YamlNode.Mapping limits)
        {
            var item = new LimitRangeItem(Amounts("default"), Amounts("defaultRequest"), Amounts("min"), Amounts("max"))
            {
                Pod = Bounds("pod", ResourceRules.CheckLimitName),
                Claim = Bounds("persistentVolumeClaim", ResourceRules.CheckClaimName),
            };
            LimitRangeRules.Check(item, range.KeyLocation, findings);
            read = read with { LimitRange = item, LimitRangeOrigin = range.KeyLocation };

            ImmutableSortedDictionary<string, string> Amounts(string key) => ReadAmounts(limits.Map(key), ResourceRules.CheckLimitName, isOfContainer: true, findings);
            LimitBounds Bounds(string key, Action<YamlEntry, DiagnosticBag> checkName) => new(
                ReadAmounts(limits.Map(key).Map("min"), checkName, isOfContainer: true, findings),
                ReadAmounts(limits.Map(key).Map("max"), checkName, isOfContainer: true, findings));
        }

        return read;
    }

    /// <summary>These over those: the quota key by key (an empty one clears), the quotas beside it and the limit range as a whole.</summary>
    public Limits Over(Limits below) => new(
        Quota is null || Quota.IsEmpty || below.Quota is null ? Quota ?? below.Quota : below.Quota.SetItems(Quota),
        QuotaOrigin ?? below.QuotaOrigin,
        LimitRange ?? below.LimitRange,
        LimitRangeOrigin ?? below.LimitRangeOrigin,
        Quotas ?? below.Quotas);

    internal static ImmutableSortedDictionary<string, string> ReadAmounts(
        YamlNode.Mapping? map, Action<YamlEntry, DiagnosticBag> checkName, bool isOfContainer, DiagnosticBag findings)
    {
        if (map is null)
        {
            return Nothing;
        }

        var amounts = Nothing.ToBuilder();
        foreach (var entry in map.Entries)
        {
            checkName(entry, findings);
            if (ResourceRules.ReadAmount(entry, isOfContainer, findings) is { } amount)
            {
                amounts[entry.Key] = amount.ToCanonical();
            }
        }

        return amounts.ToImmutable();
    }
}
