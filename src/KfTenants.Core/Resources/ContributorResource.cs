using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// Half of a contributor's access: a RoleBinding is what Kubernetes asks, an AuthorizationPolicy what the mesh asks. Both are made and
/// taken away together, for the same reasons and with the same risks.
/// </summary>
public abstract class ContributorResource : TenantResource
{
    private const string FinalizersField = "/metadata/finalizers";

    /// <summary>What a grant gives, to whom, and what holds it: all of it goes with it.</summary>
    private static readonly ImmutableArray<string> GrantFields = [FinalizersField, "/roleRef/name", "/spec/rules", "/subjects"];

    /// <summary>The kind of the other half; the two have the same name.</summary>
    public abstract ObjectKind OtherHalf { get; }

    public override ApplyPhase Phase => ApplyPhase.Grants;

    public override bool IsPruned => true;

    // What this set gave has no second legitimate owner, whatever name it was changed under.
    public override bool OverrulesEveryManager => true;

    // Without a record a label is all that tells, and the reaper's binding has the same one.
    public override bool Owns(KubeObject found) => !JobReaperResource.Instance.Owns(found);

    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view)
    {
        if (view.WasSuspended)
        {
            return ChangeReason.Activated;
        }

        if (view.Tenant.OwnerGrant is { } owner && desired.Key.Name == KfamName.For(owner.Email, owner.Role))
        {
            return view.Root?.Annotation(TenantNamespaceObject.OwnerAnnotation) is not { } named ? ChangeReason.NewTenant
                : named == owner.Email ? ChangeReason.BindingChanged : ChangeReason.OwnerTransfer;
        }

        if (view.Live.Find(desired.Key with { Kind = OtherHalf }) is { } half && view.Evidence.IsOurs(half))
        {
            return ChangeReason.PairIncomplete;
        }

        return view.HasGrant(PersonOf(desired.Intent)) ? ChangeReason.RoleChanged : ChangeReason.ContributorAdded;
    }

    /// <summary>The uid of the live object where the record says that this set gave it; null where there is no record, or it says otherwise.</summary>
    public static string? GivenUid(DesiredObject desired, TenantView view) =>
        view.Evidence.Record.Covers(view.Tenant.Name) && view.Live.Find(desired.Key) is { } live && view.Evidence.IsOurs(live) ? live.Uid : null;

    public override Change.Delete Prune(KubeObject found, TenantView view, ImmutableArray<DesiredObject> wanted)
    {
        var person = PersonOf(found);
        var ended = view.Tenant.Ended.FirstOrDefault(c => c.Email == person);
        var reason = view.Tenant.IsSuspended ? ChangeReason.Suspended
            : view.Lists(person) ? ChangeReason.RoleChanged
            : ended is not null ? ChangeReason.AccessEnded
            : found.Annotation(Grants.RoleAnnotation) == Grants.Owner ? ChangeReason.OwnerTransfer
            : ChangeReason.ContributorRemoved;
        return Revoke(found, view.Tenant.Name, reason) with
        {
            Origin = ended?.Origin ?? view.Tenant.Origin,
            After = wanted.FirstOrDefault(d => d.Key.Kind == Kind && IsHalf(d.Intent) && PersonOf(d.Intent) == person)?.Key,
        };
    }

    /// <summary>
    /// Takes the grant away: at once, unless another role of the same person replaces it. Finalizers go first: a binding that waits for
    /// one is being deleted and still grants.
    /// </summary>
    public Change.Delete Revoke(KubeObject found, string tenant, ChangeReason reason)
    {
        var finalizers = found.At("metadata", "finalizers") is { } present && present.GetArrayLength() > 0 ? CanonicalJson.Of(present) : null;
        return new Change.Delete(Precondition.Of(found), reason == ChangeReason.RoleChanged ? DeletionScope.Clearing : DeletionScope.Revocation)
        {
            Key = found.Key,
            Tenant = tenant,
            Reason = reason,
            Risk = ChangeRisk.OfDeletion(Kind),
            Fields =
            [
                .. from pointer in GrantFields
                   let said = found.AtPointer(pointer)
                   where said is not null && (pointer != FinalizersField || finalizers is not null)
                   select new FieldChange(pointer, CanonicalJson.Of(said.Value), null),
            ],
            Before = finalizers is null
                ? []
                : [PlannedWrite.Patch(found.Key, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Precondition.Of(found))],
            Content = ObjectContent.Of(found),
        };
    }

    /// <summary>Of an intent: it is half of a contributor's access, and no other binding.</summary>
    public static bool IsHalf(KubeObject intent) => intent.Annotation(Grants.UserAnnotation) is not null;

    /// <summary>Whom the grant is for: its subject, else what KFAM wrote beside it; empty when neither says.</summary>
    public static string PersonOf(KubeObject grant) =>
        Grants.Of(grant).Select(g => g.Person).FirstOrDefault() ?? grant.Annotation(Grants.UserAnnotation) ?? "";
}
