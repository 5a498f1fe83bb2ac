using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>Tenants in which the same happens: said once for all of them, with the first ones named.</summary>
internal static class TenantList
{
    /// <summary>From how many on. Two that are alike are read as fast as they are counted.</summary>
    public const int Alike = 3;

    private const int Named = 3;

    /// <summary>The heading over what is of no single tenant.</summary>
    public const string Shared = "Shared by all tenants";

    /// <summary>The heading over what is of one tenant; null: of all.</summary>
    public static string Heading(string? tenant) => tenant is null ? Shared : $"Tenant {tenant}";

    /// <summary><c>team-a, team-b, team-c and 196 more</c></summary>
    public static string Of(IReadOnlyCollection<string> tenants) => NameList.Of(tenants, Named);

    /// <summary><c>199 tenants (team-a, team-b, team-c and 196 more)</c></summary>
    public static string Counted(IReadOnlyCollection<string> tenants) => $"{tenants.Count} tenants ({Of(tenants)})";
}
