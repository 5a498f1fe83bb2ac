using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Planning;

/// <summary>
/// Access to every tenant at once, which no object in a tenant's namespace shows: ClusterRoleBindings of people and groups, and policies in
/// Istio's root namespace. Nothing here is given by a tenants file, and nothing of it is taken away; it is told.
/// </summary>
internal static class WideGrants
{
    /// <summary><c>meshConfig.rootNamespace</c>, as every Kubeflow release has it.</summary>
    public const string RootNamespace = "istio-system";

    private const int MostNames = 12;

    // Of Kubernetes' own names only these stand for people or for all workloads; what it binds them to by itself (system:discovery) is no access to tenants.
    private static readonly ImmutableArray<string> OpenGroups = ["Group system:authenticated", "Group system:unauthenticated", "Group system:serviceaccounts"];

    public static IEnumerable<PlanNotice> Of(LiveState live, PolicyReach reach)
    {
        var bound = (from binding in live.Of(ObjectKind.ClusterRoleBinding)
                     from subject in Open(binding)
                     select $"{subject} ({binding.Text("roleRef", "name")})").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (bound.Count > 0)
        {
            yield return new PlanNotice(null, "clusterWideAccess",
                $"by ClusterRoleBindings, and so in every namespace and whatever the file says: {NameList.Of(bound, MostNames)}; see kubectl get clusterrolebindings -o wide");
        }

        foreach (var policy in live.In(RootNamespace, ObjectKind.AuthorizationPolicy).Where(IsForAll))
        {
            var subjects = reach.Of(policy).Select(s => s.Who).ToList();
            if (subjects.Count > 0)
            {
                yield return new PlanNotice(null, "meshWideAccess",
                    $"AuthorizationPolicy/{RootNamespace}/{policy.Key.Name} is for every namespace of the mesh and lets in, whatever the file says: " +
                    NameList.Of(subjects, MostNames));
            }
        }
    }

    /// <summary>A ClusterRoleBinding lets in people, or what may be people.</summary>
    public static bool IsForPeople(KubeObject binding) => Open(binding).Any();

    private static IEnumerable<string> Open(KubeObject binding) =>
        binding.Text("roleRef", "name") is { } role && role.StartsWith("system:", StringComparison.Ordinal) ? [] : Grants.Subjects(binding).Where(IsOpen);

    private static bool IsOpen(string subject) =>
        OpenGroups.Contains(subject) ||
        (!subject.StartsWith(Grants.ServiceAccountPrefix, StringComparison.Ordinal) && !subject.StartsWith("system:", StringComparison.Ordinal) &&
            !subject.StartsWith("Group system:", StringComparison.Ordinal));

    private static bool IsForAll(KubeObject policy) =>
        policy.At("spec", "selector") is null && policy.At("spec", "targetRef") is null && policy.At("spec", "targetRefs") is null;
}
