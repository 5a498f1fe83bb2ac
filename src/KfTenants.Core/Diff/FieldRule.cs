using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>A decision of the platform team about one field, or all below it (<c>fieldRules</c>).</summary>
/// <param name="Kind">One of the kinds that a tenant consists of.</param>
/// <param name="Path">JSON pointer (RFC 6901); what lies below belongs to it.</param>
/// <param name="Manager">The field manager it is about, a <c>*</c> at the end stands for any rest; null: every one. Null for <see cref="FieldPolicy.Ignore"/>.</param>
public sealed record FieldRule(ObjectKind Kind, string Path, string? Manager, FieldPolicy Policy, SourceLocation Origin)
{
    /// <summary>The pointer is the rule's, or below it.</summary>
    public bool Covers(string pointer) =>
        pointer.StartsWith(Path, StringComparison.Ordinal) && (pointer.Length == Path.Length || pointer[Path.Length] == '/');
}
