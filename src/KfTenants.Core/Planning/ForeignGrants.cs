using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;

namespace KfTenants.Planning;

/// <summary>An object in a tenant's namespace that lets in others than the document and profile-controller do.</summary>
/// <param name="Subjects">An e-mail, <c>Group NAME</c>, <c>ServiceAccount NAMESPACE/NAME</c>, <c>Namespace NAME</c> or <c>everyone</c>.</param>
/// <param name="Gives">The roleRef, or what the mesh lets them reach.</param>
internal sealed record ForeignGrant(KubeObject Object, ImmutableArray<string> Subjects, string Gives)
{
    /// <summary>Those that are people, or may be: all but service accounts and the workloads of namespaces.</summary>
    public IEnumerable<string> People => Subjects.Where(s =>
        !s.StartsWith(Grants.ServiceAccountPrefix, StringComparison.Ordinal) && !s.StartsWith("Namespace ", StringComparison.Ordinal) &&
        !s.StartsWith("Principal ", StringComparison.Ordinal));
}

/// <summary>
/// Who else can get into a tenant, by RBAC or by the mesh, whatever the objects are called and whatever their labels say. An object that is
/// being deleted still grants.
/// </summary>
internal static class ForeignGrants
{
    /// <summary>What the mesh gives: not the namespace's objects, but what runs there.</summary>
    public const string MeshAccess = "mesh access";

    /// <param name="known">The objects that the plan speaks of.</param>
    public static IEnumerable<ForeignGrant> In(TenantRoot root, string tenant, IReadOnlySet<ObjectKey> known, LiveState live, PolicyReach reach)
    {
        var bindings = (from binding in live.In(tenant, ObjectKind.RoleBinding)
                        where !known.Contains(binding.Key)
                        select new ForeignGrant(binding, [.. root.SubjectsOf(binding, live)], Grants.RoleRef(binding))).Where(g => !g.Subjects.IsEmpty).ToList();
        var policies = from policy in live.In(tenant, ObjectKind.AuthorizationPolicy)
                       where !known.Contains(policy.Key)
                       select new ForeignGrant(policy, [.. root.SubjectsOf(policy, live, reach).Select(s => s.Who)], MeshAccess);
        return bindings.Concat(policies.Where(g => !g.Subjects.IsEmpty));
    }

    /// <summary>The policy says no more than a binding of the same name: the two are one pair.</summary>
    public static bool IsSecondHalf(ForeignGrant grant, IEnumerable<ForeignGrant> all) =>
        grant.Object.Key.Kind == ObjectKind.AuthorizationPolicy &&
        all.Any(g => g.Object.Key.Kind == ObjectKind.RoleBinding && g.Object.Key.Name == grant.Object.Key.Name && grant.Subjects.All(g.Subjects.Contains));
}
