using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Resources;

/// <summary>
/// Half of a contributor's access: a RoleBinding is what Kubernetes asks, an AuthorizationPolicy what the mesh asks. Both are made and
/// taken away together, for the same reasons and with the same risks.
/// </summary>
public abstract class ContributorResource : TenantResource
{
    /// <summary>What a grant gives, to whom: what is taken away with it.</summary>
    private static readonly ImmutableArray<string[]> GrantFields = [["roleRef", "name"], ["spec", "rules"], ["subjects"]];

    /// <summary>The kind of the other half; the two have the same name.</summary>
    public abstract ObjectKind OtherHalf { get; }

    public override ApplyPhase Phase => ApplyPhase.Grants;

    public override bool IsPruned => true;

    public override ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view)
    {
        if (view.Profile is { } profile && ProfileObject.IsSuspended(profile))
        {
            return ChangeReason.Activated;
        }

        if (view.Live.Find(desired.Key with { Kind = OtherHalf })?.Label(Ownership.PartOfLabel) == Ownership.SetId(view.Set))
        {
            return ChangeReason.PairIncomplete;
        }

        return view.HasGrant(PersonOf(desired.Intent)) ? ChangeReason.RoleChanged : ChangeReason.ContributorAdded;
    }

    public override Change Prune(KubeObject found, TenantView view, ImmutableArray<DesiredObject> wanted)
    {
        var person = PersonOf(found);
        var reason = view.Tenant.IsSuspended ? ChangeReason.Suspended
            : view.Lists(person) ? ChangeReason.RoleChanged
            : ChangeReason.ContributorRemoved;
        return Revoke(found, view.Tenant.Name, reason) with
        {
            Origin = view.Tenant.Origin,
            After = wanted.FirstOrDefault(d => d.Key.Kind == Kind && PersonOf(d.Intent) == person)?.Key,
        };
    }

    /// <summary>Takes the grant away: at once, unless another role of the same person replaces it.</summary>
    public Change.Delete Revoke(KubeObject found, string tenant, ChangeReason reason) =>
        new(Precondition.Of(found), reason == ChangeReason.RoleChanged ? DeletionScope.Clearing : DeletionScope.Revocation)
        {
            Key = found.Key,
            Tenant = tenant,
            Reason = reason,
            Risk = ChangeRisk.OfDeletion(found.Key.Kind),
            Content = ObjectContent.Of(found),
            Fields = [.. GrantFields.Where(f => found.At(f) is not null).Select(f => new FieldChange("/" + string.Join('/', f), CanonicalJson.Of(found.At(f)!.Value), null))],
        };

    /// <summary>Whom the grant is for: its subject, else what KFAM wrote beside it; empty when neither says.</summary>
    public static string PersonOf(KubeObject grant) =>
        Grants.Of(grant).Select(g => g.Person).FirstOrDefault() ?? grant.Annotation(ContributorObjects.UserAnnotation) ?? "";
}
