using System.Collections.Immutable;
using KfTenants.Tenants;
using KfTenants.Tenants.Rules;

namespace KfTenants.Importing;

/// <summary>What the command line decides about an import.</summary>
/// <param name="Name">The set's name; null: the one that the cluster knows, else <see cref="DefaultName"/>.</param>
/// <param name="Scope">Only these tenants; null for all.</param>
/// <param name="Groups">Make groups of people who stand together in several places.</param>
/// <param name="Tiers">Make tiers of limits that several tenants have.</param>
/// <param name="Time">The moment of the import.</param>
public sealed record ImportOptions(string? Name, ImmutableArray<string>? Scope, bool Groups, bool Tiers, DateTimeOffset Time)
{
    /// <summary>What the cluster makes tenants from.</summary>
    public Flavor Flavor { get; init; }

    public const string DefaultName = "production";

    /// <summary>What a set's name has, as the rest of a sentence.</summary>
    public const string NameRule = NameRules.DnsLabel;

    public static bool IsName(string text) => NameRules.IsDnsLabel(text);

    public bool Includes(string tenant) => Scope is not { } scope || scope.Contains(tenant);
}
