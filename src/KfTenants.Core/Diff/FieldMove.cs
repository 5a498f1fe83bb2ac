namespace KfTenants.Diff;

/// <summary>A field of which another manager's claim becomes ours for good: what an adoption means for who owns what.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901).</param>
/// <param name="From">The field manager that held it.</param>
public sealed record FieldMove(string Pointer, string From);
