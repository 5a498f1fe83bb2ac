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
/// <param name="reach">Whom policies let in.</param>
internal sealed class ForeignGrants(TenantRoot root, string tenant, LiveState live, PolicyReach reach)
{
    /// <summary>What the mesh gives: not the namespace's objects, but what runs there.</summary>
    public const string MeshAccess = "mesh access";

    // A plan asks twice: before it knows what remains, and after.
    private readonly Dictionary<ObjectKey, ForeignGrant> _seen = [];

    /// <param name="known">The objects that the plan speaks of.</param>
    public IEnumerable<ForeignGrant> Without(IReadOnlySet<ObjectKey> known) =>
        Grants.Kinds.SelectMany(kind => live.In(tenant, kind)).Where(o => !known.Contains(o.Key)).Select(Of).Where(g => !g.Subjects.IsEmpty);

    /// <summary>The policy says no more than a binding of the same name: the two are one pair.</summary>
    public static bool IsSecondHalf(ForeignGrant grant, IEnumerable<ForeignGrant> all) =>
        grant.Object.Key.Kind == ObjectKind.AuthorizationPolicy &&
        all.Any(g => g.Object.Key.Kind == ObjectKind.RoleBinding && g.Object.Key.Name == grant.Object.Key.Name && grant.Subjects.All(g.Subjects.Contains));

    private ForeignGrant Of(KubeObject grant)
    {
        if (!_seen.TryGetValue(grant.Key, out var seen))
        {
            seen = grant.Key.Kind == ObjectKind.RoleBinding
                ? new ForeignGrant(grant, [.. root.SubjectsOf(grant, live)], Grants.RoleRef(grant))
                : new ForeignGrant(grant, [.. root.SubjectsOf(grant, live, reach).Select(s => s.Who)], MeshAccess);
            _seen.Add(grant.Key, seen);
        }

        return seen;
    }
}
