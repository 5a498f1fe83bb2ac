using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Comparison;

/// <summary>
/// Two tenants files, without any cluster: what an apply of the second would do where the first was applied and all is as it says. Pure; the order of
/// entries and files never matters.
/// </summary>
public static class SetComparison
{
    private static readonly LiveState NoCluster = new(new ClusterIdentity("", "", IsDirectory: true), []);

    public static DiffDocument Of(TenantSet from, ImmutableArray<string> fromNames, TenantSet to, ImmutableArray<string> toNames, string tool)
    {
        var tenants = Pairs(from, to);
        return new DiffDocument
        {
            Tool = tool,
            Subject = DiffSubject.Files,
            From = SideOf(from, fromNames),
            To = SideOf(to, toNames),
            Settings = [.. ApprovedSettings.Of(to).Since(ApprovedSettings.Of(from)), .. FieldRules(from, to), .. Clusters(from, to)],
            Tenants = [.. tenants.Select(t => t.ToDifference()).OfType<TenantDifference>()],
            Access = AccessDiff.Of(
                tenants.Select(t => new TenantAccess(t.Name, People(t.Before), t.PeopleAfter, ImmutableHashSet<string>.Empty)),
                LoginComparison.SignIns(LoginComparison.Of(from), LoginComparison.Of(to))).Changes,
            Ends = [.. tenants.SelectMany(Ends)],
            Logins = LoginComparison.Differences(LoginComparison.Of(from), LoginComparison.Of(to)),
            Changes = ObjectComparison.Sort(Changes(from, to, tenants)),
            Notices = [.. Notices(from, to)],
        };
    }

    /// <summary>One side; with errors in it nothing is known of it but its names.</summary>
    public static SideDocument SideOf(TenantSet? set, ImmutableArray<string> names) => set is null
        ? new SideDocument(names, Valid: false)
        : new SideDocument(names, Valid: true) { Set = set.Name, Sha256 = ConfigDocument.HexOf(set.Digest), Tenants = set.Tenants.Length };

    private static ImmutableArray<TenantPair> Pairs(TenantSet from, TenantSet to)
    {
        var before = from.Tenants.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var after = to.Tenants.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var tombsBefore = from.Tombstones.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var tombsAfter = to.Tombstones.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from name in before.Keys.Union(after.Keys).Union(tombsBefore).Union(tombsAfter).Order(StringComparer.Ordinal)
               select new TenantPair(
                   name, before.GetValueOrDefault(name), after.GetValueOrDefault(name), tombsBefore.Contains(name), tombsAfter.Contains(name), to.Guards.OnOmission),
        ];
    }

    private static ImmutableSortedDictionary<string, string> People(Tenant? tenant) => tenant is null or { IsSuspended: true }
        ? ImmutableSortedDictionary<string, string>.Empty
        : Grants.Strongest(tenant.EffectiveGrants.SelectMany(g => RoleGrantObject.PeopleOf(tenant.Name, g).Select(p => (Person: p, Role: Grants.RoleNamed(g.Role.Name))))
            .Concat(tenant.Contributors.Select(c => (Person: c.Email, Role: c.Role.ToText())))
            .Append((Person: tenant.Owner, Role: Grants.Owner)));

    // Of who is a contributor in both, or becomes one with an end.
    private static IEnumerable<EndDifference> Ends(TenantPair tenant) =>
        from contributor in (tenant.After?.EffectiveContributors ?? []).OrderBy(c => c.Email, StringComparer.Ordinal)
        let before = tenant.Before?.EffectiveContributors.FirstOrDefault(c => c.Email == contributor.Email)?.Until
        where before != contributor.Until
        select new EndDifference(tenant.Name, contributor.Email, contributor.Role.ToText(), Time(before), Time(contributor.Until));

    private static string? Time(DateTimeOffset? time) => time is { } at ? Times.Seconds(at) : null;

    private static IEnumerable<SettingDocument> FieldRules(TenantSet from, TenantSet to)
    {
        static ImmutableSortedDictionary<string, string> Of(TenantSet set) => set.FieldRules.ToImmutableSortedDictionary(
            r => $"/fieldRules/{r.Kind.Kind}/{JsonPointer.Escape(r.Path)}/{JsonPointer.Escape(r.Manager ?? "*")}",
            r => CanonicalJson.OfText(r.Policy.ToWord()),
            StringComparer.Ordinal);

        return Changed(Of(from), Of(to));
    }

    // Who decides about these decides where credentials are sent.
    private static IEnumerable<SettingDocument> Clusters(TenantSet from, TenantSet to)
    {
        static ImmutableSortedDictionary<string, string> Of(TenantSet set) =>
            set.Clusters.ToImmutableSortedDictionary(c => $"/clusters/{JsonPointer.Escape(c.Name)}", c => CanonicalJson.OfText(c.Place.Text), StringComparer.Ordinal);

        return Changed(Of(from), Of(to));
    }

    private static IEnumerable<SettingDocument> Changed(ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        return from path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
               let was = before.GetValueOrDefault(path)
               let becomes = after.GetValueOrDefault(path)
               where was != becomes
               select new SettingDocument(path) { Old = was, New = becomes };
    }

    private static IEnumerable<PlanNotice> Notices(TenantSet from, TenantSet to)
    {
        if (from.Name != to.Name)
        {
            yield return new PlanNotice(null, "otherSet",
                $"the first side is set {from.Name}, the second set {to.Name}: to a cluster these are two sets, and neither takes over what is the other's");
        }

        if (from.Platform.Istio.LeavesToCluster != to.Platform.Istio.LeavesToCluster)
        {
            yield return new PlanNotice(null, "meshIdentityUnknown",
                "one side leaves to the cluster how its mesh knows people (platform.istio), so that policies are compared as if it were what the other side says: a plan knows");
        }
    }

    private static IEnumerable<ChangeDocument> Changes(TenantSet from, TenantSet to, ImmutableArray<TenantPair> tenants)
    {
        // Most of the work: side by side.
        var objects = new ILookup<string?, DesiredObject>[2];
        Parallel.For(0, 2, i => objects[i] = i == 0 ? Objects(from, to.Platform.Istio) : Objects(to, from.Platform.Istio));
        var (before, after) = (objects[0], objects[1]);
        var own = Ownership.Labels("", "").Select(l => $"/metadata/labels/{JsonPointer.Escape(l.Key)}").ToHashSet(StringComparer.Ordinal);
        foreach (var tenant in tenants)
        {
            var (was, becomes) = (before[tenant.Name].ToDictionary(o => o.Key), after[tenant.Name].ToDictionary(o => o.Key));
            foreach (var key in was.Keys.Union(becomes.Keys).Where(key => tenant.Speaks(key.Kind, isWanted: becomes.ContainsKey(key))))
            {
                if (Change(tenant, was.GetValueOrDefault(key), becomes.GetValueOrDefault(key), own) is { } change)
                {
                    yield return change;
                }
            }
        }
    }

    // What one side leaves to a cluster that is not asked is taken from the other: else every policy would seem to change.
    private static ILookup<string?, DesiredObject> Objects(TenantSet set, IstioPlatform other)
    {
        var said = set.Platform.Istio;
        var istio = new IstioPlatform(said.UserIdHeader ?? other.UserIdHeader, said.UserIdPrefix ?? other.UserIdPrefix, said.Principals ?? other.Principals);
        return DesiredState.For(set.With(SecretValues.Places), ClusterIstio.Read(istio, NoCluster)).Objects.ToLookup(o => o.Tenant, StringComparer.Ordinal);
    }

    private static ChangeDocument? Change(TenantPair tenant, DesiredObject? before, DesiredObject? after, HashSet<string> own)
    {
        if (before is not null && after is not null && before.Intent.SameAs(after.Intent))
        {
            return null;
        }

        var (key, resource) = ((after ?? before)!.Key, (TenantResource)(after ?? before)!.Traits);
        ImmutableArray<FieldChange> fields = [.. ObjectComparison.Fields(before?.Intent, after?.Intent, resource.Equality).Where(f => !own.Contains(f.Pointer))];
        if (before is not null && after is not null && fields.IsEmpty)
        {
            return null;
        }

        var action = ObjectComparison.ActionOf(before?.Intent, after?.Intent, fields, resource.Equality);
        if (resource.Claim == Claim.Fields && tenant.Before is not null)
        {
            // Another program's object, which stays.
            action = after is null ? "release" : "update";
        }

        var reason = tenant.ReasonOf(resource, before, after, fields);
        return new ChangeDocument(
            key.Id, tenant.Name, action, reason.Word, ChangeRisk.Of(key.Kind, key.Name, action, fields).ToText(), ObjectDocument.Of(key),
            ObjectComparison.Shown(action, fields))
        {
            Origin = (after?.Origin ?? tenant.After?.Origin) is { } origin ? OriginDocument.Of(origin) : null,
            Tier = reason.IsAboutLimits ? after?.Tier : null,
        };
    }

    /// <summary>One tenant in both files.</summary>
    private sealed record TenantPair(string Name, Tenant? Before, Tenant? After, bool WasAbsent, bool IsAbsent, Omission OnOmission)
    {
        /// <summary>It is in the second file no more, not even as a tombstone: a plan keeps it.</summary>
        private bool IsOmitted => Before is not null && After is null && !IsAbsent;

        public ImmutableSortedDictionary<string, string> PeopleAfter => !IsOmitted ? People(After)
            : OnOmission == Omission.Report ? People(Before)
            : People(Before).Where(p => p.Value == Grants.Owner).ToImmutableSortedDictionary(StringComparer.Ordinal);

        public TenantDifference? ToDifference()
        {
            var (was, becomes) = (StateOf(Before, WasAbsent), StateOf(After, IsAbsent));
            bool? adopts = (Before?.Adopts ?? false) != (After?.Adopts ?? false) && After is not null ? After.Adopts : null;
            var clusters = Before is not null && After is not null && !Same(Before.Clusters, After.Clusters) ? new PlacementDifference(Before.Clusters, After.Clusters) : null;
            return was == becomes && adopts is null && clusters is null ? null : new TenantDifference(Name, was, becomes)
            {
                Clusters = clusters,
                Owner = After?.Owner ?? Before?.Owner,
                Keep = IsOmitted ? [.. PeopleAfter.Select(p => new KeptAccess(p.Key, p.Value))] : null,
                Adopts = adopts,
            };
        }

        private static bool Same(ImmutableArray<string>? one, ImmutableArray<string>? other) =>
            one is { } named ? other is { } others && named.SequenceEqual(others) : other is null;

        /// <summary>Whether an apply of the second file does anything about an object of this kind.</summary>
        public bool Speaks(ObjectKind kind, bool isWanted) => isWanted || (IsOmitted
            ? OnOmission == Omission.RevokeAccess && Grants.Kinds.Contains(kind)
            : !IsAbsent || kind == ((After ?? Before)?.Flavor == Flavor.Kubernetes ? ObjectKind.Namespace : ObjectKind.Profile));

        public ChangeReason ReasonOf(TenantResource resource, DesiredObject? before, DesiredObject? after, ImmutableArray<FieldChange> fields)
        {
            var isHalf = resource is ContributorResource && ContributorResource.IsHalf((after ?? before)!.Intent);
            var isGrant = resource is ContributorResource;
            var person = isGrant ? ContributorResource.PersonOf((after ?? before)!.Intent) : null;
            bool Lists(Tenant? tenant) => tenant is not null && tenant.EffectiveContributors.Any(c => c.Email == person);
            return (before, after) switch
            {
                (null, _) when Before is null => ChangeReason.NewTenant,
                (null, _) when isGrant => Before!.IsSuspended ? ChangeReason.Activated
                    : !isHalf ? ChangeReason.RoleGiven
                    : Lists(Before) ? ChangeReason.RoleChanged : ChangeReason.ContributorAdded,
                (null, _) => resource.Added,
                (_, null) when IsAbsent => ChangeReason.TenantDeleted,
                (_, null) when IsOmitted => ChangeReason.TenantOmitted,
                (_, null) when isGrant => After!.IsSuspended ? ChangeReason.Suspended
                    : !isHalf ? ChangeReason.RoleTaken
                    : Lists(After) || After.EffectiveOwner == person ? ChangeReason.RoleChanged
                    : After.Ended.Any(c => c.Email == person) ? ChangeReason.AccessEnded
                    : ChangeReason.ContributorRemoved,
                (_, null) => resource.Removed,
                _ when resource.Kind == ObjectKind.Profile && Before!.EffectiveOwner != After!.EffectiveOwner =>
                    After.IsSuspended ? ChangeReason.Suspended : Before.IsSuspended ? ChangeReason.Activated : ChangeReason.OwnerTransfer,
                _ => resource.ReasonOfChange(fields),
            };
        }

        private static string? StateOf(Tenant? tenant, bool isAbsent) => tenant switch
        {
            { IsSuspended: true } => SideStates.Suspended,
            not null => SideStates.Active,
            null => isAbsent ? SideStates.Absent : null,
        };
    }
}
