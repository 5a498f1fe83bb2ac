using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Planning;

/// <summary>
/// Objects of a tenant that cannot be judged: each is a conflict, and beside them nothing is planned there but revocations, which the record of
/// access proves. Other tenants do not notice. Who owns which field matters only where we write: a stranger's binding with a monstrous
/// list of managers is none of our business.
/// </summary>
internal static class UnreadableObjects
{
    /// <param name="wanted">What the document asks for; empty when it asks for nothing any more.</param>
    public static ImmutableArray<Change> In(
        string tenant, IReadOnlySet<ObjectKey> wanted, SourceLocation? origin, LiveState live, GrantEvidence evidence)
    {
        var own = new[] { live.Find(ProfileObject.Key(tenant)), live.Find(NamespaceObject.Key(tenant)) }.OfType<KubeObject>();
        var inside = TenantResources.All.Select(r => r.Kind).Distinct().Where(k => k.IsNamespaced).SelectMany(k => live.In(tenant, k));
        return
        [
            .. from found in own.Concat(inside)
               let flaw = wanted.Contains(found.Key) || IsToBeJudged(found, tenant, evidence) ? found.Flaw : found.BodyFlaw
               where flaw is not null
               select new Change.Conflict(ObjectPlanner.UnreadableDetail(flaw), TenantResources.Find(found.Key.Kind)?.Phase ?? ApplyPhase.Profile)
               {
                   Key = found.Key,
                   Tenant = tenant,
                   Reason = ChangeReason.Unreadable,
                   Origin = origin,
               },
        ];
    }

    // A grant by the record, where there is one; all else by its label and by who owns its fields.
    private static bool IsToBeJudged(KubeObject found, string tenant, GrantEvidence evidence) =>
        evidence.IsMarked(found) && !(Grants.Kinds.Contains(found.Key.Kind) && evidence.Record.Covers(tenant));
}
