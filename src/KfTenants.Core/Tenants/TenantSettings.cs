using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A ConfigMap with settings for all of a tenant's pods.</summary>
/// <param name="Entries">Key to text, as written.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record SettingsMap(string Name, ImmutableSortedDictionary<string, string> Entries, SourceLocation Origin);

/// <summary>A Secret with settings for all of a tenant's pods; its values stand outside of the document.</summary>
/// <param name="Type">Kubernetes' type of the Secret.</param>
/// <param name="Entries">Key to the place of its value.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record SettingsSecret(string Name, string Type, ImmutableSortedDictionary<string, SecretReference> Entries, SourceLocation Origin)
{
    public const string Opaque = "Opaque";
}
