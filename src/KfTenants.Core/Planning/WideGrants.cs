using System.Collections.Immutable;
using System.Text.Json;
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

    /// <summary>One subject of a ClusterRoleBinding that lets people in.</summary>
    public readonly record struct Bound(KubeObject Binding, JsonElement Subject, string Text, string Role);

    /// <summary>In the order of the bindings.</summary>
    public static IEnumerable<Bound> Bindings(LiveState live) =>
        from binding in live.Of(ObjectKind.ClusterRoleBinding)
        let role = binding.Text("roleRef", "name") ?? ""
        where !role.StartsWith("system:", StringComparison.Ordinal)
        from subject in binding.At("subjects").Items()
        let text = Grants.SubjectText(subject, null)
        where IsOpen(text)
        select new Bound(binding, subject, text, role);

    /// <summary>Policies for every namespace of the mesh that let anyone in.</summary>
    public static IEnumerable<KubeObject> Policies(LiveState live, PolicyReach reach) =>
        live.In(RootNamespace, ObjectKind.AuthorizationPolicy).Where(p => IsForAll(p) && reach.Of(p).Any());

    public static IEnumerable<PlanNotice> Of(LiveState live, PolicyReach reach)
    {
        var bound = Bindings(live).Select(b => $"{b.Text} ({b.Role})").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (bound.Count > 0)
        {
            yield return new PlanNotice(null, "clusterWideAccess",
                $"by ClusterRoleBindings, and so in every namespace and whatever the file says: {NameList.Of(bound, MostNames)}; see kubectl get clusterrolebindings -o wide");
        }

        foreach (var policy in Policies(live, reach))
        {
            yield return new PlanNotice(null, "meshWideAccess",
                $"AuthorizationPolicy/{RootNamespace}/{policy.Key.Name} is for every namespace of the mesh and lets in, whatever the file says: " +
                NameList.Of([.. reach.Of(policy).Select(s => s.Who)], MostNames));
        }
    }

    private static bool IsOpen(string subject) =>
        OpenGroups.Contains(subject) ||
        (!subject.StartsWith(Grants.ServiceAccountPrefix, StringComparison.Ordinal) && !subject.StartsWith("system:", StringComparison.Ordinal) &&
            !subject.StartsWith("Group system:", StringComparison.Ordinal));

    private static bool IsForAll(KubeObject policy) =>
        policy.At("spec", "selector") is null && policy.At("spec", "targetRef") is null && policy.At("spec", "targetRefs") is null;
}
