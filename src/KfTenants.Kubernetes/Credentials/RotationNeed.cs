namespace KfTenants.Kubernetes.Credentials;

/// <summary>Whether a credential is to be rotated now, and why.</summary>
/// <param name="Why">The rest of a sentence about the credential.</param>
/// <param name="Expires">When the token in use ends, where one is.</param>
public sealed record RotationNeed(bool IsDue, string Why, DateTimeOffset? Expires);
