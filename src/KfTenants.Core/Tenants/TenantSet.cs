using System.Collections.Immutable;
using KfTenants.Diff;

namespace KfTenants.Tenants;

/// <summary>
/// The whole document, read and checked: references resolved, groups expanded, tiers and defaults merged. Only valid values exist.
/// </summary>
/// <param name="Name">The set: what this document manages, apart from other sets in the same cluster.</param>
/// <param name="Digest">SHA-256 (<c>sha256:hex</c>) of the documents' texts in the order of their names.</param>
/// <param name="Users">The people of <c>users:</c>, in the order of their e-mails.</param>
/// <param name="Tenants">In the order of their names.</param>
public sealed record TenantSet(
    string Name,
    string Digest,
    Platform Platform,
    ImmutableArray<User> Users,
    ImmutableArray<Tenant> Tenants,
    GuardLimits Guards)
{
    /// <summary>The moment that it is the set of: access that ended before is not in it.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>In the order of their names; none of them is among <see cref="Tenants"/>.</summary>
    public ImmutableArray<Tombstone> Tombstones { get; init; } = [];

    /// <summary>What <c>defaults</c> says, by its keys, each as canonical JSON; the tenants have it already.</summary>
    public ImmutableSortedDictionary<string, string> Defaults { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>In the order of kind, path and manager.</summary>
    public ImmutableArray<FieldRule> FieldRules { get; init; } = [];

    /// <summary>In the order of their names; empty: the document does not say which clusters there are.</summary>
    public ImmutableArray<ClusterEntry> Clusters { get; init; } = [];

    /// <summary>The one of <see cref="Clusters"/> that this is the part for (<see cref="For"/>); null: it is the whole document.</summary>
    public string? Cluster { get; init; }

    /// <summary>A tenant says who its pods run as, or how long they may live.</summary>
    public bool UsesIdentities => Tenants.Any(t => t.Posix is not null || t.Walltime?.Max is not null);

    /// <summary>The environment variables that secrets are read from: for no other program.</summary>
    public IEnumerable<string> SecretVariables =>
        Users.Select(u => u.Login?.Source).Concat(Tenants.SelectMany(t => t.References).Select(r => r.Source))
            .Concat(Clusters.Select(c => (c.Place as ClusterPlace.Server)?.Token)).OfType<SecretSource.Env>().Select(s => s.Variable)
            .Concat(VariablesElsewhere).Distinct(StringComparer.Ordinal);

    // Of what is for other clusters.
    private ImmutableArray<string> VariablesElsewhere { get; init; } = [];

    /// <summary>
    /// What of the document one cluster gets: its tenants, and of the people those who are in one of them, or in no tenant anywhere. A tenant that is not for it
    /// is, there, like one that is not in the document: kept and told, never deleted. Limits, platform and defaults are the same everywhere.
    /// </summary>
    /// <param name="cluster">A name; of one that the document does not have, nothing is for it.</param>
    public TenantSet For(string cluster)
    {
        if (Clusters.IsEmpty)
        {
            return this with { Cluster = cluster };
        }

        var exists = Clusters.Any(c => c.Name == cluster);
        bool IsHere(ImmutableArray<string>? clusters) => exists && (clusters is not { } some || some.Contains(cluster));
        ImmutableArray<Tenant> tenants = [.. Tenants.Where(t => IsHere(t.Clusters))];
        var here = tenants.SelectMany(t => t.People.Select(p => p.Email)).ToHashSet(StringComparer.Ordinal);
        var anywhere = Tenants.SelectMany(t => t.People.Select(p => p.Email)).ToHashSet(StringComparer.Ordinal);
        return this with
        {
            Cluster = cluster,
            Tenants = tenants,
            Tombstones = [.. Tombstones.Where(t => IsHere(t.Clusters))],
            Users = [.. Users.Where(u => exists && (here.Contains(u.Email) || !anywhere.Contains(u.Email)))],
            VariablesElsewhere = [.. SecretVariables],
        };
    }

    /// <summary>The same with what its tenants' secrets hold.</summary>
    public TenantSet With(SecretValues values) => With(_ => values);

    /// <summary>The same with other values in the place of those that it has.</summary>
    public TenantSet With(Func<SecretValues, SecretValues> change) => this with { Tenants = [.. Tenants.Select(t => t with { Values = change(t.Values ?? SecretValues.None) })] };
}
