using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The RoleBinding by which a reaper may delete the pods of a tenant whose time is over.</summary>
public sealed class JobReaperResource : TenantResource
{
    public static readonly JobReaperResource Instance = new();

    private const string NameEnd = "-job-pod-reaper-rolebinding";

    private JobReaperResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.RoleBinding;

    public override ApplyPhase Phase => ApplyPhase.Grants;

    public override bool IsPruned => true;

    public override SemanticEquality Equality => RoleBindingResource.Instance.Equality;

    // Those of the other RoleBindings speak of this one as well.
    public override RuleScope? Rules => null;

    public override ImmutableArray<Right> PlanRights => [];

    public override ImmutableArray<Right> ApplyRights => [];

    /// <summary>As job-pod-reaper's own manual has it.</summary>
    public static string NameIn(string tenant) => tenant + NameEnd;

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        tenant.Walltime is { Reaper: { } reaper } walltime ? [Desire(BindingOf(setName, tenant.Name, reaper), tenant, walltime.Origin)] : [];

    public override bool Owns(KubeObject found) => found.Key.Namespace is { } tenant && found.Key.Name == NameIn(tenant);

    // Both the reaper's manual and Open OnDemand's hook give it a name; what counts is who may do what.
    public override KubeObject? Equivalent(DesiredObject desired, TenantView view) =>
        view.Live.Find(desired.Key) is null
            ? view.Live.In(view.Tenant.Name, Kind).FirstOrDefault(b => !b.IsTerminating && Grants.RoleRef(b) == Grants.RoleRef(desired.Intent) &&
                Grants.Subjects(desired.Intent).All(Grants.Subjects(b).Contains))
            : null;

    public override ChangeReason Added => ChangeReason.ReaperAdded;

    public override ChangeReason Removed => ChangeReason.ReaperRemoved;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.BindingChanged;

    public override ImportedTenant Import(ImportedTenant known, ImportView view)
    {
        var reaper = view.Live.In(known.Name, Kind).Where(b => !b.IsTerminating && Grants.RoleRef(b) == $"ClusterRole {JobReaper.Default.ClusterRole}")
            .SelectMany(b => b.At("subjects").Items()).Where(s => s.TextMember("kind") == "ServiceAccount").Select(s => Of(s, known.Name)).FirstOrDefault();
        return reaper is null ? known : known with { Walltime = new Walltime(known.Walltime?.Max, known.Walltime?.IsRequired ?? false, reaper, default) };
    }

    private static JobReaper Of(JsonElement subject, string tenant) =>
        JobReaper.Default with { Namespace = subject.TextMember("namespace") ?? tenant, ServiceAccount = subject.TextMember("name") ?? "" };

    private static KubeObject BindingOf(string setName, string tenant, JobReaper reaper) =>
        TenantObject.Of(setName, new ObjectKey(ObjectKind.RoleBinding, tenant, NameIn(tenant)), new JsonObject
        {
            ["roleRef"] = new JsonObject
            {
                ["apiGroup"] = ObjectKind.RoleBinding.Group,
                ["kind"] = "ClusterRole",
                ["name"] = reaper.ClusterRole,
            },
            ["subjects"] = new JsonArray(new JsonObject
            {
                ["kind"] = "ServiceAccount",
                ["name"] = reaper.ServiceAccount,
                ["namespace"] = reaper.Namespace,
            }),
        });
}
