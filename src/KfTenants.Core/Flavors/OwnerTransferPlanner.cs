using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>A write to what profile-controller keeps, as a part of another change: what people are shown, and what is sent.</summary>
public sealed record TransferPart(FieldChange Field, PlannedWrite Write);

/// <summary>
/// Makes the change of a Profile an owner transfer where its owner changes, or where an earlier transfer (ours or another person's) was
/// left half done: one planned change, with the writes that must follow in other objects.
/// </summary>
/// <remarks>
/// profile-controller does not transfer a Profile: as long as the Namespace's annotation and the Profile disagree it leaves both alone,
/// and it never rewrites the annotations by which the dashboard lists the owner (profile_controller.go, Reconcile; the same from v1.6.1
/// to dashboard main). So, in this order: the Profile; the Namespace's annotation; wait until the controller has given the owner's
/// binding and policy to the new owner; their annotations. Whether any of it is needed is read from the live objects alone, so that a
/// run that died in the middle is finished by the next.
/// </remarks>
public static class OwnerTransferPlanner
{
    /// <summary>The owner in the Profile itself.</summary>
    public const string OwnerField = "/spec/owner/name";

    /// <summary>How the change of a Profile shows the Namespace's annotation.</summary>
    public const string NamespaceField = "/Namespace/metadata/annotations/owner";

    /// <summary>How it shows the annotation of the RoleBinding namespaceAdmin.</summary>
    public const string BindingField = "/RoleBinding/namespaceAdmin/metadata/annotations/user";

    /// <summary>How it shows the annotation of the AuthorizationPolicy ns-owner-access-istio.</summary>
    public const string PolicyField = "/AuthorizationPolicy/ns-owner-access-istio/metadata/annotations/user";

    /// <param name="planned">What <see cref="ObjectPlanner"/> says of the Profile itself.</param>
    /// <returns><paramref name="planned"/> where there is nothing to transfer, or where it cannot be done.</returns>
    public static Change Include(Tenant tenant, DesiredObject desired, Change planned, KubeObject profile, LiveState live)
    {
        var owner = tenant.EffectiveOwner;
        var parts = Parts(tenant.Name, owner, live);
        if (parts.IsEmpty && planned.Fields.All(f => f.Pointer != OwnerField))
        {
            return planned;
        }

        var found = Precondition.Of(profile);
        var (requests, adopts) = planned switch
        {
            Change.NoOp => (ApplyRequests.Of(ThreeWayDiff.Of(desired.Fields, profile, overruleAll: false), null, profile), false),
            Change.Update update => (update.Requests, false),
            Change.Adopt adopt => (adopt.Requests, true),
            _ => ([], false),
        };
        if (requests.IsEmpty)
        {
            return planned;
        }

        var isDriftAlone = planned.Reason == ChangeReason.Drift && parts.IsEmpty;
        return new Change.OwnerTransfer(desired, owner, [.. requests, .. parts.Select(p => p.Write)], found, adopts)
        {
            Key = planned.Key,
            Tenant = planned.Tenant,
            Reason = adopts || isDriftAlone ? planned.Reason : ReasonFor(tenant, profile),
            Origin = adopts ? planned.Origin : tenant.OwnerOrigin,
            Fields = [.. planned.Fields.Concat(parts.Select(p => p.Field)).OrderBy(f => f.Pointer, StringComparer.Ordinal)],
            Ignored = planned is Change.NoOp ? [] : planned.Ignored,
            Moves = planned.Moves,
            Risk = (Risk)Math.Max((int)RiskBeside(planned), (int)RiskFor(tenant, profile, live)),
        };
    }

    /// <summary>The Namespace's annotation disagrees with the Profile: profile-controller leaves both alone, and does not even let the Profile be deleted.</summary>
    public static bool IsFrozen(KubeObject profile, KubeObject space) =>
        space.Annotation(ProfileObject.OwnerAnnotation) != profile.Text("spec", "owner", "name");

    /// <summary>
    /// The frozen Namespace is known to be this Profile's, so that the disagreement is a transfer that was left half done. A Namespace that
    /// the controller once took over has no ownerReference (it sets one only on those it creates); there, only what we left half done
    /// ourselves counts: our apply set the owner, and the owner's binding, which is this Profile's, still names the same person as the Namespace.
    /// </summary>
    public static bool IsHalfDone(KubeObject profile, KubeObject space, LiveState live) =>
        ProfileObject.Owns(profile, space) ||
        (profile.Managers.WeOwn(OwnerField) &&
            live.Find(ProfileObject.OwnerBindingKey(space.Key.Name)) is { } binding && ProfileObject.Owns(profile, binding) &&
            binding.Annotation(Grants.UserAnnotation) is { } user && user == space.Annotation(ProfileObject.OwnerAnnotation));

    /// <summary>
    /// The Namespace's annotation as a part of another change; null when it is as wanted. A merge patch: applied, it would be our field,
    /// and a later apply without it would remove it and so freeze the Profile.
    /// </summary>
    public static TransferPart? NamespacePart(KubeObject? space, string? owner) =>
        space is null || space.Annotation(ProfileObject.OwnerAnnotation) == owner
            ? null
            : Part(NamespaceField, space, space.Annotation(ProfileObject.OwnerAnnotation), owner, new JsonObject { [ProfileObject.OwnerAnnotation] = owner });

    // An annotation that is not there was never written by a controller of today, and says nothing of a transfer.
    private static ImmutableArray<TransferPart> Parts(string tenant, string owner, LiveState live)
    {
        return
        [
            .. new[]
            {
                NamespacePart(live.Find(NamespaceObject.Key(tenant)), owner),
                UserPart(PolicyField, live.Find(ProfileObject.OwnerPolicyKey(tenant))),
                UserPart(BindingField, live.Find(ProfileObject.OwnerBindingKey(tenant))),
            }.OfType<TransferPart>(),
        ];

        TransferPart? UserPart(string pointer, KubeObject? live) => live?.Annotation(Grants.UserAnnotation) is { } user && user != owner
            ? Part(pointer, live, user, owner, new JsonObject { [Grants.UserAnnotation] = owner, [Grants.RoleAnnotation] = "admin" })
            : null;
    }

    private static TransferPart Part(string pointer, KubeObject live, string? before, string? after, JsonObject annotations) => new(
        new FieldChange(pointer, CanonicalJson.OfText(before), CanonicalJson.OfText(after)),
        PlannedWrite.Patch(live.Key, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } }, Precondition.Of(live)));

    private static ChangeReason ReasonFor(Tenant tenant, KubeObject profile) =>
        tenant.IsSuspended ? ChangeReason.Suspended : ProfileObject.IsSuspended(profile) ? ChangeReason.Activated : ChangeReason.OwnerTransfer;

    // Whether the owner's access changes, the live objects say.
    private static Risk RiskBeside(Change planned) =>
        ChangeRisk.Of(planned.Key.Kind, planned.Key.Name, "update", [.. planned.Fields.Where(f => f.Pointer != OwnerField)]);

    // Left-over annotations alone change no access.
    private static Risk RiskFor(Tenant tenant, KubeObject profile, LiveState live) =>
        Grants.HolderOf(profile, live.Find(ProfileObject.OwnerBindingKey(tenant.Name))) == tenant.EffectiveOwner ? Risk.Metadata
        : tenant.IsSuspended ? Risk.AccessRevoked
        : Risk.AccessAdminGranted;
}
