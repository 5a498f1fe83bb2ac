using System.Collections.Immutable;

namespace KfTenants.Cli.Output;

/// <summary>One line about people: the same happens to one person in all these tenants.</summary>
/// <param name="Tenants">One null: signing in, which is no tenant's.</param>
internal sealed record AccessLine(string Symbol, Tone Tone, string Person, string What, ImmutableArray<string?> Tenants);
