using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.AccessLists;
using KfTenants.Diff;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Comparison;

/// <summary>
/// Two clusters, or one at two times, whatever any file says: who gets in where, judged by what lets people in, and the objects that tenants consist of. Each
/// side is read by its own mesh's rules. Pure.
/// </summary>
public static class ClusterComparison
{
    /// <param name="dex">Where both have their logins; null: where the Kubeflow manifests have it.</param>
    public static DiffDocument Of(LiveState from, LiveState to, string tool, DexPlatform? dex = null)
    {
        var (before, after) = (new Side(from, dex ?? DexPlatform.Kubeflow), new Side(to, dex ?? DexPlatform.Kubeflow));

        // Of one side alone it is not known who came and who went.
        var (signers, others) = before.KnowsLogins && after.KnowsLogins ? (before.Logins, after.Logins) : ([], []);
        string[] names = [.. before.Tenants.Union(after.Tenants, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new DiffDocument
        {
            Tool = tool,
            Subject = DiffSubject.Clusters,
            From = before.ToDocument(),
            To = after.ToDocument(),
            Tenants = [.. names.Select(n => Tenant(n, before, after)).OfType<TenantDifference>()],
            Access = AccessDiff.Of(
                names.Select(n => new TenantAccess(n, before.PeopleOf(n), after.PeopleOf(n), ImmutableHashSet<string>.Empty)),
                LoginComparison.SignIns(signers, others)).Changes,
            Logins = LoginComparison.Differences(signers, others),
            Changes = ObjectComparison.Sort(names.SelectMany(n => Objects(n, before, after)).Concat(Shared(before, after)).OfType<ChangeDocument>()),
            Notices = [.. before.Notices("first", after), .. after.Notices("second", before)],
        };
    }

    private static TenantDifference? Tenant(string name, Side before, Side after)
    {
        var (was, becomes) = (before.StateOf(name), after.StateOf(name));
        return was == becomes ? null : new TenantDifference(name, was, becomes) { Owner = after.OwnerOf(name) ?? before.OwnerOf(name) };
    }

    // Of a tenant that only one side has, its Profile stands for all that is in it.
    private static IEnumerable<ChangeDocument?> Objects(string tenant, Side before, Side after)
    {
        ObjectKey[] roots = [ProfileObject.Key(tenant), NamespaceObject.Key(tenant)];
        if (before.StateOf(tenant) is null || after.StateOf(tenant) is null)
        {
            return [Change(roots[0], tenant, before, after)];
        }

        var keys = from kind in TenantResources.Of(Flavor.Kubeflow).Select(r => r.Kind).Distinct()
                   where kind.IsNamespaced
                   from key in before.Live.In(tenant, kind).Concat(after.Live.In(tenant, kind)).Select(o => o.Key).Distinct()
                   select key;
        return roots.Concat(keys).Select(key => Change(key, tenant, before, after));
    }

    // What lets people in everywhere.
    private static IEnumerable<ChangeDocument?> Shared(Side before, Side after)
    {
        IEnumerable<ObjectKey> Of(Side side) => WideGrants.Bindings(side.Live).Select(b => b.Binding.Key).Distinct()
            .Concat(side.Live.In(WideGrants.RootNamespace, ObjectKind.AuthorizationPolicy).Select(o => o.Key));
        return Of(before).Union(Of(after)).Select(key => Change(key, null, before, after));
    }

    private static ChangeDocument? Change(ObjectKey key, string? tenant, Side before, Side after)
    {
        var (was, becomes) = (before.Live.Find(key), after.Live.Find(key));
        var equality = TenantResources.Find(key.Kind)?.Equality ?? SemanticEquality.Structural;
        if ((was is null && becomes is null) || was?.BodyFlaw is not null || becomes?.BodyFlaw is not null)
        {
            return null;
        }

        if (was is not null && becomes is not null && was.SameAs(becomes))
        {
            return null;
        }

        var fields = ObjectComparison.Fields(was, becomes, equality);
        if (was is not null && becomes is not null && fields.IsEmpty)
        {
            return null;
        }

        var reason = was is null ? ChangeReason.OnlyInSecond : becomes is null ? ChangeReason.OnlyInFirst : ChangeReason.Different;
        var action = ObjectComparison.ActionOf(was, becomes, fields, equality);
        return new ChangeDocument(key.Id, tenant, action, reason.Word, Risk.None.ToText(), ObjectDocument.Of(key), ObjectComparison.Shown(action, fields));
    }

    /// <summary>One cluster as its own mesh and its own Dex see it.</summary>
    private sealed class Side
    {
        private readonly IstioIdentity _identity;
        private readonly ILookup<string?, KeyValuePair<(AccessSubject Subject, string? Tenant), string>> _access;
        private readonly string? _loginProblem;

        public Side(LiveState live, DexPlatform dex)
        {
            Live = live;
            Tenants = [.. live.Of(ObjectKind.Profile).Select(p => p.Key.Name)];
            _identity = ClusterIstio.Read(IstioPlatform.Unsaid, live);
            var list = LiveAccessList.Of(live, set: null, dex, _identity);
            _access = list.Strongest().ToLookup(a => a.Key.Tenant);
            Logins = [.. list.Logins.Logins.Select(l => l.User)];

            // A cluster without Dex has no logins.
            _loginProblem = live.Find(LoginResolver.ConfigMapOf(dex)) is null && !live.Unread.Any(u => u.Kind == ObjectKind.Password) ? null : list.Logins.Unknown;
        }

        public LiveState Live { get; }

        public ImmutableArray<string> Tenants { get; }

        public ImmutableArray<DexUser> Logins { get; }

        public bool KnowsLogins => _loginProblem is null;

        public SideDocument ToDocument() => new([Live.Cluster.Name is { } named ? $"{named} ({Live.Cluster.Address})" : Live.Cluster.Address], Valid: true)
        {
            Uid = Live.Cluster.Uid,
            Tenants = Tenants.Length,
        };

        public string? StateOf(string tenant) => Live.Find(ProfileObject.Key(tenant)) switch
        {
            null => null,
            { IsTerminating: true } => SideStates.Deleting,
            var profile => ProfileObject.IsSuspended(profile) ? SideStates.Suspended : SideStates.Active,
        };

        public string? OwnerOf(string tenant) => Live.Find(ProfileObject.Key(tenant))?.Text("spec", "owner", "name");

        /// <summary>People by their strongest role, and who or what else has a way in; what profile-controller grants itself is none.</summary>
        public ImmutableSortedDictionary<string, string> PeopleOf(string tenant) =>
            _access[tenant].ToImmutableSortedDictionary(a => a.Key.Subject.ToString(), a => a.Value, StringComparer.Ordinal);

        public IEnumerable<PlanNotice> Notices(string which, Side other)
        {
            if (_loginProblem is not null)
            {
                yield return new PlanNotice(null, "loginsUnknown", $"logins are not compared, because the {which} side's are not known: {_loginProblem}");
            }

            if (_identity.Key != other._identity.Key)
            {
                yield return new PlanNotice(null, "meshIdentity", $"the {which} side's mesh knows people by {_identity.Describe()}");
            }

            foreach (var unreadable in Live.All.Where(o => o.BodyFlaw is not null))
            {
                yield return new PlanNotice(unreadable.Key.Namespace, "unreadable", $"the {which} side's {unreadable.Key} is not compared: {unreadable.BodyFlaw}");
            }
        }
    }
}
