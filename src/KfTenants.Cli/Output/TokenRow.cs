using KfTenants.Credentials;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>One token, or one that is missing.</summary>
/// <param name="State">Stable, camelCase: <c>valid</c>, <c>due</c>, <c>expired</c>, <c>incomplete</c>, <c>missing</c>.</param>
/// <param name="Anchor">The name of the Secret that it ends with; null for none.</param>
internal sealed record TokenRow(
    string Tenant, string Credential, string? Account, string State, DateTimeOffset? Issued, DateTimeOffset? Expires, bool IsDeclared, string? Anchor, string? TokenId)
{
    public const string MissingState = "missing";

    /// <param name="declared">Null for a credential that the file does not have.</param>
    public static TokenRow Of(CredentialAnchor anchor, TenantCredential? declared, DateTimeOffset now) => new(
        anchor.Tenant, anchor.Credential, anchor.Account, StateOf(anchor, declared, now), anchor.Issued, anchor.Expires, declared is not null, anchor.Key.Name, anchor.TokenId);

    public static TokenRow Missing(string tenant, TenantCredential declared) =>
        new(tenant, declared.Name, declared.ServiceAccount, MissingState, null, null, IsDeclared: true, null, null);

    private static string StateOf(CredentialAnchor anchor, TenantCredential? declared, DateTimeOffset now) => anchor switch
    {
        { Issued: null } => "incomplete",
        { Expires: { } expires } when expires <= now => "expired",
        { Issued: { } issued, Expires: { } expires } when declared?.IsDue(issued, expires, now) == true => "due",
        _ => "valid",
    };
}
