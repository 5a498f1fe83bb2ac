using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.AccessLists;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Audit;

/// <summary>What the checks look at: the cluster, who gets in, and the document where there is one.</summary>
/// <param name="Set">Null: no document says what is meant.</param>
public sealed record AuditView(LiveState Live, TenantSet? Set, DexPlatform Dex, IstioIdentity Identity, AccessList Access)
{
    public static AuditView Of(LiveState live, TenantSet? set, DexPlatform dex, IstioIdentity identity) =>
        new(live, set, dex, identity, LiveAccessList.Of(live, set, dex, identity));

    private readonly ILookup<string?, AccessEntry> _byTenant = Access.Entries.ToLookup(e => e.Tenant, StringComparer.Ordinal);

    private readonly ILookup<string, AccessEntry> _byPerson =
        Access.Entries.Where(e => e.Subject.Kind == SubjectKind.Person && e.Tenant is not null).ToLookup(e => e.Subject.Name, StringComparer.Ordinal);

    /// <summary>The roots of all tenants, in the order of their names; Profiles in Kubeflow.</summary>
    public ImmutableArray<KubeObject> Profiles { get; } = [.. Root(Set).All(Live)];

    /// <summary>What the tenants are made from.</summary>
    public Flavor Flavor => Root(Set).Flavor;

    private static TenantRoot Root(TenantSet? set) => set is null ? TenantRoot.Of(Flavor.Kubeflow) : TenantRoot.Of(set.Platform);

    public PolicyReach Reach => Identity.Reach;

    /// <summary>What could not be looked at, and why: checks that need it found nothing.</summary>
    public ImmutableArray<string> Unread { get; } =
    [
        .. Access.Unread,
        .. Access.Logins.Logins.Any(l => l.IsMarked) ? ["hashes of logins: a snapshot holds none, so that published and unusable ones are not found"] : Array.Empty<string>(),
    ];

    /// <summary>The objects of one kind in all tenants, with the tenant's root.</summary>
    public IEnumerable<(KubeObject Profile, KubeObject Object)> InTenants(ObjectKind kind) =>
        Profiles.SelectMany(p => Live.In(p.Key.Name, kind).Select(o => (p, o)));

    /// <summary>The entries of one tenant.</summary>
    public IEnumerable<AccessEntry> EntriesOf(string tenant) => _byTenant[tenant];

    /// <summary>The entries of one person in tenants.</summary>
    public IEnumerable<AccessEntry> EntriesOfPerson(string person) => _byPerson[person];
}
