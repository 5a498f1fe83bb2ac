using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// What the ResourceQuotas of a tenant's namespace say: the Profile's is <c>quota</c> already, those of the names that kftenants gives are <c>quotas</c>. Others stay in
/// force beside them.
/// </summary>
internal static class QuotaImport
{
    public static ImportedTenant Of(ImportedTenant tenant, KubeObject found, Flavor flavor)
    {
        if (flavor == Flavor.Kubeflow && found.Key.Name == ProfileObject.QuotaName)
        {
            return SaysThe(tenant.Quota, found) ? tenant
                : tenant.Saying($"{found.Key} is not as the Profile says, which quota is taken from: profile-controller has not followed, or it was changed by hand", found.Key);
        }

        if (flavor == Flavor.Kubernetes && found.Key.Name == QuotaObject.Name && found.At("spec", "scopes") is null && found.At("spec", "scopeSelector") is null)
        {
            return tenant with
            {
                Quota = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Amounts.Of(found.At("spec", "hard"))),
                Sources = tenant.Sources.Add(found.Key.ToString()),
            };
        }

        if (QuotaObject.QuotaNamed(found.Key.Name) is not { } name)
        {
            return tenant.Saying($"{found.Key} is {(flavor == Flavor.Kubeflow ? "not made from the Profile" : "another program's or person's")}: it stays in force as it is, " +
                "and is not part of quota", found.Key);
        }

        var quota = new AdditionalQuota(
            name,
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Amounts.Of(found.At("spec", "hard"))),
            [.. found.At("spec", "scopes").Items().Select(s => s.ToString()).Order(StringComparer.Ordinal)],
            [.. found.At("spec", "scopeSelector", "matchExpressions").Items().SelectMany(e => e.Member("values").Items()).Select(v => v.ToString()).Order(StringComparer.Ordinal)],
            default);
        var said = QuotaObject.Spec(quota);
        said["hard"] = found.At("spec", "hard")?.ToNode();
        return found.At("spec") is { } spec && CanonicalJson.Of(spec) == CanonicalJson.Of(said)
            ? tenant with { Quotas = tenant.Quotas.Add(quota), Sources = tenant.Sources.Add(found.Key.ToString()) }
            : tenant.Saying($"{found.Key} says something else than quotas can: it is not imported, and stays as it is", found.Key);
    }

    private static bool SaysThe(ImmutableSortedDictionary<string, string> quota, KubeObject found) =>
        found.At("spec", "hard") is { ValueKind: JsonValueKind.Object } hard && hard.EnumerateObject().Count() == quota.Count &&
        quota.All(q => hard.TryGetProperty(q.Key, out var amount) && Quantity.TryParse(q.Value, out var wanted) &&
            Quantity.TryParse(amount.ToString(), out var present) && wanted.RoundedUpToMilli() == present.RoundedUpToMilli());
}
