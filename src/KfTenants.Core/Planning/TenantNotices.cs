using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>What must be said of tenants although nothing is changed by it.</summary>
internal static class TenantNotices
{
    private const int MostNames = 5;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>Who can read a pull secret is told when it is made.</summary>
    public static IEnumerable<PlanNotice> OfPullSecrets(Flavor flavor, IEnumerable<Change> changes)
    {
        string[] made = [.. changes.OfType<Change.Create>().Where(c => SecretResource.IsPullSecret(c.Wanted.Intent)).Select(c => c.Key.Name).Distinct(StringComparer.Ordinal)];
        return made.Length == 0 ? [] :
        [
            new PlanNotice(null, "pullSecretReadable",
                $"who may edit a tenant can read its pull secret{(made.Length == 1 ? "" : "s")} {NameList.Of([.. made], MostNames)}" +
                $"{(flavor == Flavor.Kubeflow ? ", and so can every notebook" : "")}: " +
                "give it to an account of the registry that can pull and nothing else"),
        ];
    }

    /// <summary>Whose access ends soon: what is wrong with that can still be changed.</summary>
    /// <param name="now">The moment of the plan.</param>
    public static IEnumerable<PlanNotice> OfEnds(Tenant tenant, DateTimeOffset now) =>
        from contributor in tenant.EffectiveContributors
        where contributor.Until <= now + Soon
        select new PlanNotice(tenant.Name, "accessEnds",
            $"the access of {contributor.Email} ({contributor.Role.ToText()}) ends at {Times.Seconds(contributor.Until!.Value)}; the first apply after that takes it away");

    /// <summary>What no change of RBAC takes away, where a tenant is suspended or gets another owner by this plan.</summary>
    public static IEnumerable<PlanNotice> OfTransfers(TenantRoot root, IEnumerable<Change> changes) => changes
        .Where(c => root.IsTransfer(c) && c is not Change.Conflict)
        .Where(c => c.Reason == ChangeReason.Suspended || c.Reason == ChangeReason.OwnerTransfer)
        .Select(c => new PlanNotice(c.Tenant, "tokensOutlive",
            $"tokens of service accounts in {c.Tenant}, and copies that were made of them, go on working; find those that are kept " +
            $"(kubectl -n {c.Tenant} get secrets --field-selector type=kubernetes.io/service-account-token) and delete the account to end them"));

    public static IEnumerable<PlanNotice> Of(string setName, AccessRecord record)
    {
        if (record.State == AccessRecordState.Lost)
        {
            yield return new PlanNotice(null, "recordLost",
                $"{AccessRecordParts.KeyOf(setName, 0)}, the record of the access that this set gave, is gone or damaged: it is built again from the labels of what " +
                "is there, and written by the next apply; a grant whose labels were changed is not recognised, so look through the unmanaged grants");
        }
    }
}
