using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <param name="Origin">Where the winning entry is written.</param>
public sealed record Contributor(string Email, Role Role, SourceLocation Origin);
