using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Access;

/// <summary>
/// What a set keeps about the access it gave, in <see cref="Ownership.SystemNamespace"/>, where no tenant can write: labels and
/// managedFields of a grant can be changed by the owner of the namespace it is in, this cannot. A grant that is in it, not in the
/// document, and still in effect is never passed over.
/// </summary>
/// <param name="State">Whether the cluster has it.</param>
/// <param name="Grants">By tenant; the grants of one in the order of persons, then roles. A tenant without any is there, too: that it has none is known.</param>
/// <param name="Settings">What was last approved of that has power over every tenant, as canonical JSON; null before the first apply.</param>
public sealed record AccessRecord(
    AccessRecordState State, ImmutableSortedDictionary<string, ImmutableArray<GivenGrant>> Grants, string? Settings)
{
    public static readonly AccessRecord None =
        new(AccessRecordState.None, ImmutableSortedDictionary<string, ImmutableArray<GivenGrant>>.Empty.WithComparers(StringComparer.Ordinal), null);

    /// <summary>
    /// The objects in tenants' namespaces that are read by name only (Secrets, say), because this set has made them or put something into them. A name stays until the
    /// object is gone: so a run that died is finished by the next.
    /// </summary>
    public ImmutableSortedSet<ObjectKey> Held => [.. HeldByTenant.Values.SelectMany(keys => keys)];

    /// <summary>By tenant, as <see cref="Grants"/>: the other bindings, in the order of their names; a tenant without any is not there.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<GivenBinding>> Bindings { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<GivenBinding>>.Empty.WithComparers(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, ImmutableSortedSet<ObjectKey>> HeldByTenant { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedSet<ObjectKey>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What was given in this tenant is known: what is not here, this set did not give.</summary>
    public bool Covers(string tenant) => Grants.ContainsKey(tenant);

    public ImmutableArray<GivenGrant> In(string tenant) => Grants.GetValueOrDefault(tenant, []);

    public ImmutableArray<GivenBinding> BindingsIn(string tenant) => Bindings.GetValueOrDefault(tenant, []);

    /// <summary><see cref="Held"/>, of one tenant.</summary>
    public ImmutableSortedSet<ObjectKey> HeldIn(string tenant) => HeldByTenant.GetValueOrDefault(tenant, []);

    /// <summary>The people and groups whom this set let into the tenant, by whatever object.</summary>
    public IEnumerable<string> PeopleIn(string tenant) =>
        In(tenant).Select(g => g.Person).Concat(BindingsIn(tenant).SelectMany(b => b.People)).Distinct(StringComparer.Ordinal);

    /// <summary>The same with exactly these grants of one tenant.</summary>
    public AccessRecord With(string tenant, IEnumerable<GivenGrant> grants) => this with
    {
        State = AccessRecordState.Kept,
        Grants = Grants.SetItem(tenant, [.. grants.OrderBy(g => g.Person, StringComparer.Ordinal).ThenBy(g => g.Role)]),
    };

    /// <summary>The same with exactly these bindings of a tenant that it knows.</summary>
    public AccessRecord WithBindings(string tenant, IEnumerable<GivenBinding> bindings)
    {
        ImmutableArray<GivenBinding> all = [.. bindings.OrderBy(b => b.Name, StringComparer.Ordinal)];
        return this with { Bindings = all.IsEmpty ? Bindings.Remove(tenant) : Bindings.SetItem(tenant, all) };
    }

    /// <summary>The same with these bindings beside those it has.</summary>
    public AccessRecord AddingBindings(string tenant, IEnumerable<GivenBinding> bindings) => WithBindings(tenant, BindingsIn(tenant).Concat(bindings)
        .GroupBy(b => b.Name, StringComparer.Ordinal).Select(same => same.Aggregate((one, newer) => one.With(newer))));

    /// <summary>The same without a tenant that is no more.</summary>
    public AccessRecord Without(string tenant) => Holding(tenant, []) with { Grants = Grants.Remove(tenant), Bindings = Bindings.Remove(tenant) };

    /// <summary>The same with exactly these objects of one tenant.</summary>
    public AccessRecord Holding(string tenant, IEnumerable<ObjectKey> objects)
    {
        ImmutableSortedSet<ObjectKey> all = [.. objects];
        return this with { HeldByTenant = all.IsEmpty ? HeldByTenant.Remove(tenant) : HeldByTenant.SetItem(tenant, all) };
    }

    /// <summary>The same with these grants of one tenant beside those it has.</summary>
    public AccessRecord Adding(string tenant, IEnumerable<GivenGrant> grants)
    {
        var all = In(tenant).ToList();
        foreach (var grant in grants)
        {
            var at = all.FindIndex(g => g.IsSameAs(grant));
            if (at < 0)
            {
                all.Add(grant);
            }
            else
            {
                all[at] = all[at].With(grant);
            }
        }

        return With(tenant, all);
    }

    /// <summary>This record, as others have written it by now, with exactly what <paramref name="other"/> says of some tenants.</summary>
    public AccessRecord Taking(AccessRecord other, Func<string, bool> isTaken) => Grants.Keys.Union(other.Grants.Keys).Where(isTaken).Aggregate(this, (record, tenant) =>
        other.Covers(tenant)
            ? record.With(tenant, other.In(tenant)).WithBindings(tenant, other.BindingsIn(tenant)).Holding(tenant, other.HeldIn(tenant))
            : record.Without(tenant));

    /// <summary>Equal content; whether the cluster has it does not matter.</summary>
    public bool SaysTheSameAs(AccessRecord other) =>
        Settings == other.Settings && Held.SetEquals(other.Held) && Grants.Count == other.Grants.Count &&
        Grants.All(g => other.Grants.TryGetValue(g.Key, out var there) && g.Value.SequenceEqual(there) && BindingsIn(g.Key).SequenceEqual(other.BindingsIn(g.Key)));
}

/// <summary>Whether the cluster has an <see cref="AccessRecord"/>.</summary>
public enum AccessRecordState
{
    /// <summary>None was ever written: by this version nothing was applied yet.</summary>
    None,

    /// <summary>There was one, and it is gone or cannot be read.</summary>
    Lost,

    /// <summary>It is there, whole.</summary>
    Kept,
}
