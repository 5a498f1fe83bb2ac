namespace KfTenants.Plans;

/// <summary>In a <see cref="ChangeDocument"/>, a field of which another manager's claim becomes ours.</summary>
/// <param name="Path">JSON pointer (RFC 6901).</param>
/// <param name="Manager">Who held it.</param>
public sealed record MoveDocument(string Path, string Manager);
