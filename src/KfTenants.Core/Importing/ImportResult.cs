using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Resources;

namespace KfTenants.Importing;

/// <summary>A finished import.</summary>
/// <param name="Text">The tenants file.</param>
/// <param name="Findings">What it says in its comments that a person must know, in the order of the file.</param>
/// <param name="Tenants">How many stand in it, those left out as comments not counted.</param>
/// <param name="Users">How many people its <c>users</c> lists.</param>
/// <param name="Problems">Why the file would be refused; empty, unless it has no tenant at all.</param>
public sealed record ImportResult(string Text, ImmutableArray<ImportFinding> Findings, int Tenants, int Users, ImmutableArray<Diagnostic> Problems);
