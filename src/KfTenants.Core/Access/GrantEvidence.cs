using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Access;

/// <summary>
/// Which RoleBindings and AuthorizationPolicies this set gave. The record decides, by uid, or by name where the object also carries the
/// set's label: whatever the owner of the namespace did to labels, managedFields, finalizers, owners or subjects. Without a record the
/// label decides, together with our Apply entry or, after a restore that lost it, with a content that is exactly ours.
/// </summary>
/// <remarks>Only access is judged by this. Data are deleted by label and Apply entry alone (<see cref="OwnObjects"/>).</remarks>
/// <param name="platform">Says which roles are given; null: Kubeflow's.</param>
public sealed class GrantEvidence(string setName, AccessRecord record, Platform? platform = null)
{
    public AccessRecord Record => record;

    public bool IsOurs(KubeObject grant) => grant.Key.Namespace is { } tenant && record.Covers(tenant)
        ? Find(grant) is not null || FindBinding(grant) is not null
        : IsMarked(grant) && (grant.Managers.IncludeUs || IsAsWeMakeIt(grant));

    /// <summary>Ours by the label that it carries now, whatever else says otherwise.</summary>
    public bool IsMarked(KubeObject grant) => grant.Label(Ownership.PartOfLabel) == Ownership.SetId(setName);

    /// <summary>The grants of one kind in a namespace that are ours, in the order of their names.</summary>
    public IEnumerable<KubeObject> In(string tenant, ObjectKind kind, LiveState live) => live.In(tenant, kind).Where(IsOurs);

    /// <summary>What the record says of this object; null when it does not know it.</summary>
    public GivenGrant? Find(KubeObject grant)
    {
        if (grant.Key.Namespace is not { } tenant)
        {
            return null;
        }

        var (given, uid) = (record.In(tenant), grant.Uid);
        return given.FirstOrDefault(g => uid is not null && UidIn(g, grant.Key.Kind) == uid) ??
            given.FirstOrDefault(g => g.Name == grant.Key.Name && (IsMarked(grant) || grant.Managers.IncludeUs));
    }

    /// <summary>The same of a binding that is no contributor's.</summary>
    public GivenBinding? FindBinding(KubeObject grant)
    {
        if (grant.Key.Kind != ObjectKind.RoleBinding || grant.Key.Namespace is not { } tenant)
        {
            return null;
        }

        var (given, uid) = (record.BindingsIn(tenant), grant.Uid);
        return given.FirstOrDefault(b => uid is not null && b.Uid == uid) ??
            given.FirstOrDefault(b => b.Name == grant.Key.Name && (IsMarked(grant) || grant.Managers.IncludeUs));
    }

    /// <summary>Of a grant that is ours: it is no half of a contributor's access.</summary>
    public bool IsBinding(KubeObject grant) => IsBinding(grant, Find(grant));

    /// <summary>All that is ours in a namespace.</summary>
    public PresentAccess Present(string tenant, LiveState live)
    {
        var grants = new List<GivenGrant>();
        var bindings = ImmutableArray.CreateBuilder<GivenBinding>();
        foreach (var grant in Grants.Kinds.SelectMany(kind => In(tenant, kind, live)))
        {
            var known = Find(grant);
            if (IsBinding(grant, known))
            {
                bindings.Add(new GivenBinding(grant.Key.Name, grant.Uid, [.. Grants.PeopleOf(grant).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
            }

            if ((known ?? Read(grant)) is { } given)
            {
                var seen = grant.Key.Kind == ObjectKind.RoleBinding ? given with { Binding = grant.Uid } : given with { Policy = grant.Uid };
                var at = grants.FindIndex(g => g.IsSameAs(seen));
                if (at < 0)
                {
                    grants.Add(seen);
                }
                else
                {
                    grants[at] = grant.Key.Kind == ObjectKind.RoleBinding ? grants[at] with { Binding = grant.Uid } : grants[at] with { Policy = grant.Uid };
                }
            }
        }

        return new PresentAccess([.. grants], bindings.ToImmutable());
    }

    // Where there is no record of the tenant, nothing is known of any grant.
    private bool IsBinding(KubeObject grant, GivenGrant? known) => grant.Key.Kind == ObjectKind.RoleBinding && known is null &&
        ((grant.Key.Namespace is { } tenant && record.Covers(tenant)) || Read(grant) is null);

    // Name, annotations and content agree: nothing was changed since it was made.
    private bool IsAsWeMakeIt(KubeObject grant) =>
        Read(grant) is { } given && given.Name == grant.Key.Name &&
        (grant.Key.Kind != ObjectKind.RoleBinding || (Grants.RoleRef(grant) == $"ClusterRole {RoleOf(given)}" &&
            grant.At("subjects").Items().Count() == 1 && Grants.Of(grant).Any(g => g.Person == given.Person)));

    private static GivenGrant? Read(KubeObject grant) =>
        grant.Annotation(Grants.UserAnnotation) is { } person && RoleNames.Parse(grant.Annotation(Grants.RoleAnnotation)) is { } role
            ? new GivenGrant(person, role, null, null)
            : null;

    private string RoleOf(GivenGrant given) => platform is { Flavor: Flavor.Kubernetes, Roles: var roles } ? roles.Of(given.Role) : given.Role.ToClusterRole();

    private static string? UidIn(GivenGrant grant, ObjectKind kind) => kind == ObjectKind.RoleBinding ? grant.Binding : grant.Policy;
}
