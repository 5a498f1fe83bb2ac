using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A value that stands outside of the document: where it is read, and where the document says so.</summary>
public sealed record SecretReference(SecretSource Source, SourceLocation Origin);
