namespace KfTenants.Diff;

/// <summary>A field that is not as the document says, and that a rule of the document leaves as it is.</summary>
/// <param name="Live">Canonical JSON; null when absent.</param>
/// <param name="Wanted">Canonical JSON; null when the document does not ask for the field.</param>
/// <param name="Manager">Who holds it; null when no other manager does.</param>
public sealed record IgnoredField(string Pointer, string? Live, string? Wanted, FieldPolicy Policy, string? Manager);
