using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>Kubernetes alone: a tenant is a Namespace that is ours, and its owner is let in by a RoleBinding like everyone else.</summary>
public sealed class NamespaceRoot(ClusterRoles roles) : TenantRoot
{
    public override Flavor Flavor => Flavor.Kubernetes;

    public override ObjectKind Kind => ObjectKind.Namespace;

    public override IEnumerable<KubeObject> All(LiveState live) => live.Of(ObjectKind.Namespace).Where(IsTenant);

    public override string? OwnerOf(KubeObject root) => root.Annotation(TenantNamespaceObject.OwnerAnnotation);

    public override bool IsSuspended(KubeObject root) => TenantNamespaceObject.IsSuspended(root);

    public override string? HolderIn(string tenant, LiveState live) =>
        Find(tenant, live) is { } space ? Holder(OwnerOf(space), live.In(tenant, ObjectKind.RoleBinding)) : null;

    public override string? HolderAfter(string tenant, LiveState live, Change? fate, IEnumerable<KubeObject> bindings) => fate switch
    {
        Change.Delete => null,
        { Desired: { } desired } => Holder(OwnerOf(desired.Intent), bindings),
        _ => Find(tenant, live) is { } space ? Holder(OwnerOf(space), bindings) : null,
    };

    public override bool IsTransfer(Change change) => change.Key.Kind == Kind && (change.Reason == ChangeReason.OwnerTransfer || change.Reason == ChangeReason.Suspended);

    public override IEnumerable<string> SubjectsOf(KubeObject binding, LiveState live) => Grants.Subjects(binding);

    public override IEnumerable<MeshSubject> SubjectsOf(KubeObject policy, LiveState live, PolicyReach reach) => [];

    public override IEnumerable<Grants.Grant> GrantsOf(KubeObject binding, LiveState live) =>
        Grants.Of(binding).Select(g => g with { Role = RoleNamed(binding.Text("roleRef", "name") ?? "") });

    public override Role? RoleOf(string? clusterRole) => roles.RoleOf(clusterRole);

    public override ObjectKey OwnerBindingKey(string tenant, string owner) => new(ObjectKind.RoleBinding, tenant, KfamName.For(owner, Role.Owner));

    public override Change.Conflict? Obstacle(string setName, Tenant tenant, bool mayAdopt, LiveState live) => Find(tenant.Name, live) switch
    {
        { IsTerminating: true } space => Stop(space, tenant, ChangeReason.Terminating, "is being deleted; wait until it is gone, then plan again"),
        { } space when TenantNamespaceObject.IsOfProfile(space) => Stop(space, tenant, ChangeReason.NamespaceTaken,
            "belongs to a Profile of Kubeflow: a set with flavor: kubernetes does not touch it; " +
            "choose another name, or list it in a file with flavor: kubeflow"),
        _ => null,
    };

    public override Change? Deletion(string setName, Tombstone tombstone, LiveState live)
    {
        if (Find(tombstone.Name, live) is not { } space)
        {
            return null;
        }

        if (space.Flaw is { } flaw)
        {
            return TombstonePlanner.Stop(tombstone, space.Key, ChangeReason.Unreadable, ObjectPlanner.UnreadableDetail(flaw));
        }

        return TombstonePlanner.Refusal(setName, tombstone, space, live) is { } refusal ? refusal
            : space.IsTerminating ? TombstonePlanner.Stop(tombstone, space.Key, ChangeReason.Terminating, Flavors.Deletion.Describe(space))
            : new Change.Delete(Precondition.Of(space), DeletionScope.Tenant)
            {
                Key = space.Key,
                Tenant = tombstone.Name,
                Reason = ChangeReason.TenantDeleted,
                Origin = tombstone.Origin,
                Risk = Risk.TenantDeleted,
            };
    }

    public override IEnumerable<PlanNotice> NoticesOf(Tenant tenant, bool mayAdopt, LiveState live) => [];

    public override IEnumerable<PlanNotice> NoticesOf(Tombstone tombstone, LiveState live) => [];

    private static bool IsTenant(KubeObject space) =>
        space.Label(Ownership.TenantLabel) == space.Key.Name || space.Annotation(TenantNamespaceObject.OwnerAnnotation) is not null;

    // Named by the Namespace, which no one in it can write (Kubernetes, using RBAC: admin), and let in by the owner's role.
    private string? Holder(string? named, IEnumerable<KubeObject> bindings) =>
        named is not null && bindings.Any(b => Grants.RoleRef(b) == $"ClusterRole {roles.Owner}" && Grants.Of(b).Any(g => g.Person == named)) ? named : null;

    private static Change.Conflict Stop(KubeObject space, Tenant tenant, ChangeReason reason, string detail) => new(detail)
    {
        Key = space.Key,
        Tenant = space.Key.Name,
        Reason = reason,
        Origin = tenant.Origin,
    };
}
