using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>
/// Makes the change of a Profile a hand-over where its owner changes, or where an earlier hand-over (ours or somebody's) was left
/// half done: one planned change, whose parts in other objects are fields of it.
/// </summary>
internal static class OwnerTransferPlanner
{
    /// <param name="planned">What <see cref="ObjectPlanner"/> says of the Profile itself.</param>
    /// <returns><paramref name="planned"/> where there is nothing to hand over, or where it cannot be done.</returns>
    public static Change Include(Tenant tenant, DesiredObject desired, Change planned, KubeObject profile, LiveState live)
    {
        var owner = tenant.EffectiveOwner;
        var parts = Parts(tenant.Name, owner, live);
        if (parts.IsEmpty && planned.Fields.All(f => f.Pointer != OwnerTransfer.OwnerField))
        {
            return planned;
        }

        var transfer = new OwnerTransfer(owner);
        ImmutableArray<FieldChange> fields = [.. planned.Fields.Concat(parts).OrderBy(f => f.Pointer, StringComparer.Ordinal)];
        var risk = (Risk)Math.Max((int)planned.Risk, (int)RiskFor(tenant, profile, live));
        return planned switch
        {
            Change.NoOp => new Change.Update(new Write.Apply(desired, Force: false, []) { OwnerTransfer = transfer }, ObjectPlanner.PreconditionOf(profile))
            {
                Key = planned.Key,
                Tenant = planned.Tenant,
                Reason = ReasonFor(tenant, profile),
                Origin = tenant.OwnerOrigin,
                Fields = fields,
                Risk = risk,
            },
            Change.Update { Write: Write.Apply apply } update => update with
            {
                Write = apply with { OwnerTransfer = transfer },
                Reason = update.Reason == ChangeReason.Drift && parts.IsEmpty ? update.Reason : ReasonFor(tenant, profile),
                Origin = tenant.OwnerOrigin,
                Fields = fields,
                Risk = risk,
            },
            Change.Adopt adopt => adopt with { Write = adopt.Write with { OwnerTransfer = transfer }, Fields = fields, Risk = risk },
            _ => planned,
        };
    }

    /// <summary>The Namespace's annotation disagrees with the Profile: profile-controller leaves both alone, and does not even let the Profile be deleted.</summary>
    public static bool IsFrozen(KubeObject profile, KubeObject space) =>
        space.Annotation(ProfileObject.OwnerAnnotation) != profile.Text("spec", "owner", "name");

    /// <summary>
    /// The frozen Namespace is known to be this Profile's, so that the disagreement is a hand-over that was left half done. A Namespace that
    /// the controller once took over has no ownerReference (it sets one only on those it creates); there, only what we left half done
    /// ourselves counts: our apply set the owner, and the owner's binding, which is this Profile's, still names the same person as the Namespace.
    /// </summary>
    public static bool IsHalfDone(KubeObject profile, KubeObject space, LiveState live) =>
        ProfileObject.Owns(profile, space) ||
        (FieldManagers.Of(profile).WeOwn(OwnerTransfer.OwnerField) &&
            live.Find(ProfileObject.OwnerBindingKey(space.Key.Name)) is { } binding && ProfileObject.Owns(profile, binding) &&
            binding.Annotation(ContributorObjects.UserAnnotation) is { } user && user == space.Annotation(ProfileObject.OwnerAnnotation));

    /// <summary>The Namespace's annotation as a part of another change; null when it is as wanted.</summary>
    public static FieldChange? NamespacePart(KubeObject? space, string? owner) =>
        space is null || space.Annotation(ProfileObject.OwnerAnnotation) == owner
            ? null
            : new FieldChange(OwnerTransfer.NamespaceField, Json(space.Annotation(ProfileObject.OwnerAnnotation)), Json(owner));

    // An annotation that is not there was never written by a controller of today, and says nothing of a hand-over.
    private static ImmutableArray<FieldChange> Parts(string tenant, string owner, LiveState live)
    {
        return
        [
            .. new[]
            {
                NamespacePart(live.Find(NamespaceObject.Key(tenant)), owner),
                UserPart(OwnerTransfer.BindingField, live.Find(ProfileObject.OwnerBindingKey(tenant))),
                UserPart(OwnerTransfer.PolicyField, live.Find(ProfileObject.OwnerPolicyKey(tenant))),
            }.OfType<FieldChange>(),
        ];

        FieldChange? UserPart(string pointer, KubeObject? live) =>
            live?.Annotation(ContributorObjects.UserAnnotation) is { } user && user != owner ? new FieldChange(pointer, Json(user), Json(owner)) : null;
    }

    private static ChangeReason ReasonFor(Tenant tenant, KubeObject profile) =>
        tenant.IsSuspended ? ChangeReason.Suspended : IsSuspended(profile) ? ChangeReason.Activated : ChangeReason.OwnerTransfer;

    /// <summary>The Profile is nobody's.</summary>
    public static bool IsSuspended(KubeObject? profile) => profile?.Text("spec", "owner", "name") == Suspension.Owner;

    // Left-over annotations alone move nobody's access.
    private static Risk RiskFor(Tenant tenant, KubeObject profile, LiveState live) =>
        Grants.HolderOf(profile, live.Find(ProfileObject.OwnerBindingKey(tenant.Name))) == tenant.EffectiveOwner ? Risk.Metadata
        : tenant.IsSuspended ? Risk.AccessRevoked
        : Risk.AccessAdminGranted;

    private static string? Json(string? text) => text is null ? null : CanonicalJson.OfText(text);
}
