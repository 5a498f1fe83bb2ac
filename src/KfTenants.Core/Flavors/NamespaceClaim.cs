using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>The Namespace is claimed for this Profile, which may be made by the same plan.</summary>
public sealed record NamespaceClaimBasis(ObjectKey Profile, string MeshLabel, string MeshValue) : ChangeBasis
{
    // After an owner transfer: a frozen Profile is thawed by then.
    public override ApplyPhase Phase => ApplyPhase.Clearing;
}

/// <summary>
/// Makes a Namespace that was there before its Profile the tenant's own. profile-controller gives the mesh's label and the ownerReference
/// only to a Namespace that it creates (profile_controller.go, Reconcile): one that it takes over would have no sidecars, so that no
/// policy holds in it, and would stay when the Profile is deleted.
/// </summary>
public static class NamespaceClaim
{
    /// <summary>Ends the id of the change, beside that of declared labels.</summary>
    public const string Step = "claim";

    private const string OwnerField = "/metadata/ownerReferences";

    /// <summary>Null when nothing is missing, or the Namespace is another Profile's.</summary>
    /// <param name="profile">Null: the same plan creates it.</param>
    public static Change.Update? Plan(Tenant tenant, KubeObject? profile, KubeObject? space, LiveState live)
    {
        if (space is null || space.IsTerminating || (profile is not null && ProfileObject.Owns(profile, space)) || HasController(space))
        {
            return null;
        }

        var (label, value) = MeshOf(tenant, space, live);
        ImmutableArray<FieldChange> fields =
        [
            .. space.Label(label) == value ? ImmutableArray<FieldChange>.Empty
                : [new FieldChange("/metadata/labels/" + JsonPointer.Escape(label), CanonicalJson.OfText(space.Label(label)), CanonicalJson.OfText(value))],
            new FieldChange(OwnerField, null, CanonicalJson.OfText($"Profile/{tenant.Name}")),
        ];
        var basis = new NamespaceClaimBasis(ProfileObject.Key(tenant.Name), label, value);
        var request = Request(space, profile?.Uid ?? "", basis);
        return new Change.Update(basis, [profile is null ? request with { Awaits = "this plan creates the Profile" } : request], Precondition.Of(space))
        {
            Key = space.Key,
            Tenant = tenant.Name,
            Step = Step,
            Reason = ChangeReason.NamespaceClaimed,
            Origin = tenant.Origin,
            Risk = ChangeRisk.Of(space.Key.Kind, space.Key.Name, "update", fields),
            Fields = fields,
        };
    }

    /// <summary>The write, on the Namespace as it is.</summary>
    /// <param name="profileUid">Empty where it is not known yet; then it is not sent.</param>
    public static PlannedWrite Request(KubeObject space, string profileUid, NamespaceClaimBasis basis) => PlannedWrite.Patch(
        space.Key,
        new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { [basis.MeshLabel] = basis.MeshValue },
                ["ownerReferences"] = new JsonArray(
                [
                    .. space.At("metadata", "ownerReferences").Items().Select(o => (JsonNode?)JsonObject.Create(o.Clone())),
                    new JsonObject
                    {
                        ["apiVersion"] = basis.Profile.Kind.ApiVersion,
                        ["kind"] = basis.Profile.Kind.Kind,
                        ["name"] = basis.Profile.Name,
                        ["uid"] = profileUid,
                        ["controller"] = true,
                        ["blockOwnerDeletion"] = true,
                    },
                ]),
            },
        },
        Precondition.Of(space));

    /// <summary>An object has one controller; this one has one.</summary>
    public static bool HasController(KubeObject space) =>
        space.At("metadata", "ownerReferences").Items().Any(o => o.Member("controller") is { ValueKind: System.Text.Json.JsonValueKind.True });

    // Declared, or there already; else what the other tenants have.
    private static (string Label, string Value) MeshOf(Tenant tenant, KubeObject space, LiveState live)
    {
        if (NamespaceObject.MeshLabels.FirstOrDefault(tenant.NamespaceLabels.ContainsKey) is { } declared)
        {
            return (declared, tenant.NamespaceLabels[declared]);
        }

        if (NamespaceObject.MeshLabels.FirstOrDefault(l => !string.IsNullOrEmpty(space.Label(l))) is { } present)
        {
            return (present, space.Label(present)!);
        }

        var others = from other in live.Of(ObjectKind.Namespace)
                     where live.Find(ProfileObject.Key(other.Key.Name)) is { } owner && ProfileObject.Owns(owner, other)
                     from label in NamespaceObject.MeshLabels
                     where !string.IsNullOrEmpty(other.Label(label))
                     group other by (Label: label, Value: other.Label(label)!) into used
                     orderby used.Count() descending, used.Key
                     select used.Key;
        return others.Append((NamespaceObject.MeshLabels[0], "enabled")).First();
    }
}
