using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The Profile: the root of a tenant in Kubeflow, with its owner, quota and plugins.</summary>
public sealed class ProfileResource : TenantResource
{
    public static readonly ProfileResource Instance = new();

    private const string OwnerField = "/spec/owner/name";
    private const string OwnerKindField = "/spec/owner/kind";
    private const string QuotaField = "/spec/resourceQuotaSpec";
    private const string HardPrefix = QuotaField + "/hard/";
    private const string PluginsField = "/spec/plugins";

    private ProfileResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.Profile;

    public override bool IsOf(Flavor flavor) => flavor == Flavor.Kubeflow;

    public override ApplyPhase Phase => ApplyPhase.Profile;

    public override SemanticEquality Equality { get; } = new Fields();

    public override RuleScope Rules { get; } =
        new(ObjectKind.Profile, ["/spec/owner", QuotaField, "/metadata/labels"], [PluginsField], ["/spec/owner"], HasOwnLabels: true);

    public override ImmutableArray<Right> PlanRights { get; } =
        [Right.To(Right.Read, ObjectKind.Profile, "Who owns which tenant, its quota and its plugins.")];

    public override ImmutableArray<Right> ApplyRights { get; } =
    [
        Right.To(Right.Manage, ObjectKind.Profile, "Tenants. Deleted only where the file says state: absent, and only with --allow tenant-deletes=N."),
    ];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        [Desire(ProfileObject.For(setName, tenant), tenant, tenant.Origin) with { Tier = tenant.Tier }];

    // A Profile that is created is a new tenant; there is no other reason.
    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view) => ChangeReason.NewTenant;

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => fields switch
    {
        _ when fields.Any(f => f.Pointer.StartsWith(QuotaField, StringComparison.Ordinal)) => ChangeReason.QuotaChanged,
        _ when fields.Any(f => f.Pointer.StartsWith(PluginsField, StringComparison.Ordinal)) => ChangeReason.PluginsChanged,
        _ => ChangeReason.ProfileChanged,
    };

    // A name that two people chose looks the same: a tenant is never taken by its name.
    // And who a Group's members are, or what a ServiceAccount stands for, no e-mail says.
    public override AdoptionProblem? WhyNotAdopted(ImmutableArray<FieldChange> fields)
    {
        if (fields.FirstOrDefault(f => f.Pointer == OwnerKindField && f.Before is not null) is { } kind)
        {
            return new AdoptionProblem(kind,
                $"exists, belongs to no set, and its owner is a {kind.Before}, not a {kind.After}: kftenants gives tenants to people only; choose another name, " +
                "or make a person the owner of the Profile first");
        }

        return fields.FirstOrDefault(f => f.Pointer == OwnerField) is { } owner
            ? new AdoptionProblem(owner,
                $"exists, belongs to no set, and its owner is {owner.Before ?? "empty"}, not {owner.After}: choose another name, or, if it really is " +
                "this tenant, apply it once with its present owner (it is adopted), and change the owner then")
            : null;
    }

    public override ImportedTenant Import(ImportedTenant known, ImportView view) =>
        view.Live.Find(ProfileObject.Key(known.Name)) is { } profile ? ProfileImport.Of(known, profile) : known;

    private sealed class Fields : SemanticEquality
    {
        public override bool Same(string pointer, JsonElement desired, JsonElement live) => pointer switch
        {
            PluginsField => SamePlugins(desired, live),
            _ when pointer.StartsWith(HardPrefix, StringComparison.Ordinal) => SameQuantities(desired, live),
            _ => base.Same(pointer, desired, live),
        };

        // KFAM makes the Profile of a person who signs up in the dashboard. It creates and deletes Profiles and never changes one.
        public override bool IsOnlyMaker(string pointer, FieldManagerEntry entry) =>
            pointer.StartsWith("/spec/owner/", StringComparison.Ordinal) && entry.Manager == "access-management";

        protected override bool IsDefault(string pointer, JsonElement live) => pointer switch
        {
            "/spec/owner/apiGroup" => live.ValueKind == JsonValueKind.String && live.ValueEquals(ObjectKind.RoleBinding.Group),
            PluginsField => live.ValueKind == JsonValueKind.Array && live.EnumerateArray().All(IsWorkloadIdentity),
            _ => false,
        };

        // A controller started with -workload-identity appends this plugin to every Profile that lacks one (PatchDefaultPluginSpec).
        private static bool SamePlugins(JsonElement desired, JsonElement live)
        {
            if (live.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            var present = live.EnumerateArray().ToList();
            if (!desired.EnumerateArray().Any(IsWorkloadIdentity) && present.Count > 0 && IsWorkloadIdentity(present[^1]))
            {
                present.RemoveAt(present.Count - 1);
            }

            return desired.GetArrayLength() == present.Count &&
                desired.EnumerateArray().Zip(present).All(pair => SamePlugin(pair.First, pair.Second));
        }

        private static bool SamePlugin(JsonElement desired, JsonElement live) =>
            live.Member("kind") is { } kind && JsonElement.DeepEquals(desired.GetProperty("kind"), kind) &&
            live.Member("spec") is { } spec && JsonElement.DeepEquals(desired.GetProperty("spec"), spec);

        private static bool IsWorkloadIdentity(JsonElement plugin) => plugin.TextMember("kind") == "WorkloadIdentity";
    }
}
