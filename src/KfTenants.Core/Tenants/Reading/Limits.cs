using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>The quota and limit range of one tier, of <c>defaults</c> or of one tenant. A null map is absent; an empty one means none.</summary>
/// <param name="QuotaOrigin">Where the key <c>quota</c> stands.</param>
internal sealed record Limits(
    ImmutableSortedDictionary<string, string>? Quota,
    SourceLocation? QuotaOrigin,
    LimitRangeItem? LimitRange,
    SourceLocation? LimitRangeOrigin)
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static readonly Limits Absent = new(null, null, null, null);

    public static Limits Read(YamlNode.Mapping? map, DiagnosticBag findings)
    {
        if (map is null)
        {
            return Absent;
        }

        var read = Absent;
        if (map.TryGet("quota", out var quota) && quota.Value is YamlNode.Mapping amounts)
        {
            read = read with { Quota = ReadAmounts(amounts, isOfContainer: false, findings), QuotaOrigin = quota.KeyLocation };
        }

        if (map.TryGet("limitRange", out var range) && range.Value is YamlNode.Mapping limits)
        {
            var item = new LimitRangeItem(Amounts("default"), Amounts("defaultRequest"), Amounts("min"), Amounts("max"));
            LimitRangeRules.Check(item, range.KeyLocation, findings);
            read = read with { LimitRange = item, LimitRangeOrigin = range.KeyLocation };

            ImmutableSortedDictionary<string, string> Amounts(string key) => ReadAmounts(limits.Map(key), isOfContainer: true, findings);
        }

        return read;
    }

    /// <summary>These over those: the quota key by key (an empty one clears), the limit range as a whole.</summary>
    public Limits Over(Limits below) => new(
        Quota is null || Quota.IsEmpty || below.Quota is null ? Quota ?? below.Quota : below.Quota.SetItems(Quota),
        QuotaOrigin ?? below.QuotaOrigin,
        LimitRange ?? below.LimitRange,
        LimitRangeOrigin ?? below.LimitRangeOrigin);

    private static ImmutableSortedDictionary<string, string> ReadAmounts(YamlNode.Mapping? map, bool isOfContainer, DiagnosticBag findings)
    {
        var amounts = Nothing.ToBuilder();
        var checkName = isOfContainer ? (Action<YamlEntry, DiagnosticBag>)ResourceRules.CheckLimitName : ResourceRules.CheckQuotaName;
        foreach (var entry in map?.Entries ?? [])
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
