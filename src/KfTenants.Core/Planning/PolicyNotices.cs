using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.PodPolicies;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>What the document says of pods and nothing in the cluster enforces.</summary>
internal static class PolicyNotices
{
    private const int MostNames = 5;

    public static IEnumerable<PlanNotice> Of(TenantSet set, LiveState live)
    {
        var asking = set.Tenants.Where(t => t.Posix is not null || t.Walltime?.Max is not null)
            .Select(t => (t.Name, Missing: PolicyEvidence.MissingFor(label => NamespaceObject.For(t)?.Label(label), live))).ToList();
        var open = asking.Where(t => t.Missing is { IsEmpty: false }).ToList();
        if (open.Count > 0)
        {
            yield return new PlanNotice(null, "policyMissing",
                $"nothing enforces posix and walltime of {NameList.Of([.. open.Select(t => t.Name)], MostNames)}: the cluster has no policy " +
                $"{string.Join(", ", open.SelectMany(t => t.Missing!.Value).Distinct(StringComparer.Ordinal))}; {PolicyEvidence.Remedy}");
        }
        else if (asking.Any(t => t.Missing is null))
        {
            yield return new PlanNotice(null, "policyUnseen",
                "whether a policy enforces posix and walltime could not be seen; grant list of validatingadmissionpolicybindings and clusterpolicies (kftenants bootstrap)");
        }
    }
}
