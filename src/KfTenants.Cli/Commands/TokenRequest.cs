using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>What <c>token</c> is asked for.</summary>
/// <param name="Tenant">Null where none is named.</param>
/// <param name="Grace">How long the old token works beside the new one.</param>
/// <param name="To">Null: the place of the file, else standard output.</param>
/// <param name="SinkDirectory">Where the files of sinks begin; empty for the current directory.</param>
internal sealed record TokenRequest(
    string? Tenant, string[] Paths, string? Name, string? Account, TimeSpan? Lifetime, ImmutableArray<string> Audiences, bool NeverExpires, string? TokenFile, bool IsAll,
    bool IsNow, TimeSpan Grace, TokenPlace? To, string SinkDirectory, bool Force, bool Show, ImmutableArray<OutputTarget> Targets, ClusterChoice Cluster, bool Verbose)
{
    /// <summary>What no credential plugin gets: it is for Vault.</summary>
    private const string VaultToken = "VAULT_TOKEN";

    /// <summary>The environment that plugins do not see.</summary>
    public static IEnumerable<string> Withheld(TenantSet? set) => [.. set?.SecretVariables ?? [], VaultToken];

    /// <exception cref="RefusedException">None is named.</exception>
    public string RequiredTenant(string action) => Tenant ?? throw new RefusedException(ExitCode.Usage, $"token {action}: name the tenant");

    /// <summary>Where a credential's token goes; null for standard output.</summary>
    public TokenPlace? PlaceOf(TenantCredential? declared) => To ?? (declared?.Sink is { } sink ? TokenPlace.Declared(sink, SinkDirectory) : null);
}
