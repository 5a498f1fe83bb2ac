using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// RoleBindings: the half of a contributor's access that Kubernetes asks, with the name that KFAM computes; and the other roles that the file gives in a
/// tenant's namespace, which are access alone.
/// </summary>
public sealed class RoleBindingResource : ContributorResource
{
    public static readonly RoleBindingResource Instance = new();

    private const string RoleRefField = "/roleRef";

    private RoleBindingResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.RoleBinding;

    public override ObjectKind OtherHalf => ObjectKind.AuthorizationPolicy;

    // A binding before its policy, as KFAM writes them.
    public override int Rank => 0;

    public override SemanticEquality Equality { get; } = new Fields();

    public override RuleScope Rules { get; } =
        new(ObjectKind.RoleBinding, [RoleRefField, "/metadata/labels", "/metadata/annotations"], ["/subjects"], [RoleRefField, "/subjects"], HasOwnLabels: true);

    public override ImmutableArray<Right> PlanRights { get; } =
    [
        Right.To(Right.Read, ObjectKind.RoleBinding, "Who has access now: contributors, owners, and grants that the file does not know."),
    ];

    public override ImmutableArray<Right> ApplyRights { get; } =
    [
        Right.To(Right.Manage, ObjectKind.RoleBinding, "Contributors: one half of each grant; and roleBindings and the roles of serviceAccounts."),
    ];

    /// <summary>Kubeflow's roles, which may be bound without being held.</summary>
    public static readonly Right Bind = BindOf([Role.View.ToClusterRole(), Role.Edit.ToClusterRole(), Role.Admin.ToClusterRole()]);

    /// <summary>The roles that people can be given, which may be bound without being held.</summary>
    public static Right BindOf(params ImmutableArray<string> roles) => new(
        ObjectKind.RoleBinding.Group, "clusterroles", roles, ["bind"],
        "Kubernetes rejects a grant of rights that the granter does not hold, unless the granter may bind the role: these roles, and no others.");

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        tenant.EffectiveContributors.Select(c => Desire(ContributorObjects.RoleBinding(setName, tenant.Name, c), tenant, c.Origin))
            .Concat(tenant.EffectiveGrants.Select(g => Desire(RoleGrantObject.For(setName, tenant.Name, g), tenant, g.Origin)));

    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view) => IsHalf(desired.Intent) ? base.ReasonOfCreation(desired, view)
        : view.Root is { } profile && ProfileObject.IsSuspended(profile) ? ChangeReason.Activated
        : ChangeReason.RoleGiven;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.BindingChanged;

    public override Change.Delete Prune(KubeObject found, TenantView view, ImmutableArray<DesiredObject> wanted) => view.Evidence.IsBinding(found)
        ? Revoke(found, view.Tenant.Name, view.Tenant.IsSuspended ? ChangeReason.Suspended : ChangeReason.RoleTaken) with { Origin = view.Tenant.Origin }
        : base.Prune(found, view, wanted);

    public override ImportedTenant Import(ImportedTenant known, ImportView view) => AccountImport.Bindings(GrantImport.Of(known, view), view);

    private sealed class Fields : SemanticEquality
    {
        public override ImmutableArray<string> AtomicMaps { get; } = [RoleRefField];

        public override bool IsImmutable(string pointer) => pointer.StartsWith(RoleRefField, StringComparison.Ordinal);
    }
}
