using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>Which fields of a kind this tool writes, so that a rule about any other is refused.</summary>
/// <param name="Fields">JSON pointers; what lies below belongs to them.</param>
/// <param name="Lists">Lists, which are atomic under server-side apply: one field, with nothing below it.</param>
/// <param name="Access">Where it is said who has access: a rule may take such a field, and never leave it to others.</param>
/// <param name="HasOwnLabels">The set knows its objects by their labels.</param>
public sealed record RuleScope(
    ObjectKind Kind, ImmutableArray<string> Fields, ImmutableArray<string> Lists, ImmutableArray<string> Access, bool HasOwnLabels);
