using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// The ServiceAccounts of <c>serviceAccounts</c>. Ours are its labels and whether pods get its token; its pull secrets and token secrets are others'. It stays
/// while the tenant is suspended: without its binding its tokens can do nothing, and they work again when the tenant is active again.
/// </summary>
public sealed class ServiceAccountResource : TenantResource
{
    public static readonly ServiceAccountResource Instance = new();

    private ServiceAccountResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.ServiceAccount;

    public override ApplyPhase Phase => ApplyPhase.Grants;

    // Before the binding that names it.
    public override int Rank => -1;

    public override bool IsPruned => true;

    public override SemanticEquality Equality { get; } = new Fields();

    public override RuleScope? Rules => null;

    public override ImmutableArray<Right> PlanRights { get; } =
        [Right.To(Right.Read, ObjectKind.ServiceAccount, "Which service accounts there are, to compare them with the file.")];

    public override ImmutableArray<Right> ApplyRights { get; } =
        [Right.To(Right.Manage, ObjectKind.ServiceAccount, "serviceAccounts of the file.")];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        tenant.ServiceAccounts.Select(account => Desire(For(setName, tenant.Name, account), tenant, account.Origin));

    public override ChangeReason Added => ChangeReason.AccountAdded;

    public override ChangeReason Removed => ChangeReason.AccountRemoved;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.AccountChanged;

    public override ImportedTenant Import(ImportedTenant known, ImportView view) => view.Live.In(known.Name, Kind).Aggregate(known, AccountImport.Of(view));

    // Others write its lists at any time, and it is the same account.
    public override Change.Delete Prune(KubeObject found, TenantView view, ImmutableArray<DesiredObject> wanted) => base.Prune(found, view, wanted) with { Content = null };

    private static KubeObject For(string setName, string tenant, TenantAccount account) =>
        TenantObject.Of(setName, new ObjectKey(ObjectKind.ServiceAccount, tenant, account.Name), new JsonObject
        {
            ["automountServiceAccountToken"] = account.MountsToken,
        });

    private sealed class Fields : SemanticEquality
    {
        // Others' lists, also when they were adopted with the account: without them images are not pulled any more.
        protected override bool IsDefault(string pointer, System.Text.Json.JsonElement live) => pointer is "/secrets" or "/imagePullSecrets";
    }
}
