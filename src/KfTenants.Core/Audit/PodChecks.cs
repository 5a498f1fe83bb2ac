using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.PodPolicies;
using KfTenants.Resources;

namespace KfTenants.Audit;

/// <summary>Who pods run as and how long they live: what tenants ask for, what policies look up, and whether there are any.</summary>
internal static class PodChecks
{
    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> All = [WithoutPolicy, WithoutIdentity, WithoutTenant];

    private static IEnumerable<AuditFinding> WithoutPolicy(AuditView view) =>
        from space in Spaces(view)
        let missing = PolicyEvidence.MissingFor(space.Label, view.Live)
        where missing is { IsEmpty: false }
        select AuditRules.PolicyMissing.At(space.Key, space.Key.Name, string.Join(' ', missing.Value),
            $"the Namespace asks for {string.Join(", ", missing.Value)}, and the cluster has no such policy: its pods run as anyone, and as long as they like",
            PolicyEvidence.Remedy);

    private static IEnumerable<AuditFinding> WithoutIdentity(AuditView view) =>
        from space in MapsAreSeen(view) ? Spaces(view) : []
        from policy in KnownPodPolicies.All
        where space.Label(policy.Label) is { } value && policy.LabelValues.Contains(value) && IdentityMaps.ValueIn(view.Live, policy.Map, space.Key.Name) is null
        select AuditRules.IdentityMissing.At(space.Key, space.Key.Name, policy.Map,
            $"ConfigMap {Ownership.SystemNamespace}/{policy.Map} has no key {space.Key.Name}, so that {policy.Name} rejects every pod",
            $"apply the tenants file; or, where the identities are another program's, take the label {policy.Label} away");

    // Who makes a namespace of that name later would find pods that run as the person before.
    private static IEnumerable<AuditFinding> WithoutTenant(AuditView view) =>
        from key in IdentityMaps.Keys
        let map = view.Live.Find(key)
        where map is not null
        from entry in map.At("data").Members()
        where view.Live.Find(NamespaceObject.Key(entry.Name)) is null && view.Live.Find(ProfileObject.Key(entry.Name)) is null
        select AuditRules.IdentityIdle.At(key, null, entry.Name,
            $"the key {entry.Name} says who pods of a namespace run as that does not exist; a new one of that name would get it",
            "remove the key, or let the tenant stand in the tenants file with state: absent");

    private static IEnumerable<KubeObject> Spaces(AuditView view) =>
        view.Profiles.Select(p => view.Live.Find(NamespaceObject.Key(p.Key.Name))).OfType<KubeObject>().Where(s => !s.IsTerminating);

    private static bool MapsAreSeen(AuditView view) =>
        !view.Live.Unread.Any(u => u.Kind == ObjectKind.ConfigMap && u.Namespace == Ownership.SystemNamespace);
}
