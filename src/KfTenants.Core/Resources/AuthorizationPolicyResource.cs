using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The half of a contributor's access that Istio asks: an AuthorizationPolicy of the same name as the RoleBinding.</summary>
public sealed class AuthorizationPolicyResource : ContributorResource
{
    public static readonly AuthorizationPolicyResource Instance = new();

    private const string ActionField = "/spec/action";

    private AuthorizationPolicyResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.AuthorizationPolicy;

    public override bool IsOf(Flavor flavor) => flavor == Flavor.Kubeflow;

    public override ObjectKind OtherHalf => ObjectKind.RoleBinding;

    public override SemanticEquality Equality { get; } = new Fields();

    public override RuleScope Rules { get; } =
        new(ObjectKind.AuthorizationPolicy, [ActionField, "/metadata/labels", "/metadata/annotations"], ["/spec/rules"], ["/spec"], HasOwnLabels: true);

    public override ImmutableArray<Right> PlanRights { get; } =
    [
        Right.To(Right.Read, ObjectKind.AuthorizationPolicy, "The other half of each grant, and the header by which the mesh knows people."),
    ];

    public override ImmutableArray<Right> ApplyRights { get; } =
        [Right.To(Right.Manage, ObjectKind.AuthorizationPolicy, "Contributors: the other half.")];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) =>
        tenant.EffectiveContributors.Select(c => Desire(ContributorObjects.AuthorizationPolicy(setName, tenant.Name, c, identity), tenant, c.Origin));

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => ChangeReason.PolicyChanged;

    public override ImportedTenant Import(ImportedTenant known, ImportView view) => PolicyImport.Of(known, view);

    private sealed class Fields : SemanticEquality
    {
        // What Istio takes an absent action for.
        protected override bool IsDefault(string pointer, JsonElement live) =>
            pointer == ActionField && live.ValueKind == JsonValueKind.String && live.ValueEquals("ALLOW");
    }
}
