using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>Tenants in which the same happens: said once for all of them, with the first ones named.</summary>
internal static class TenantList
{
    /// <summary>From how many on. Two that are alike are read as fast as they are counted.</summary>
    public const int Alike = 3;

    private const int Named = 3;

    /// <summary><c>team-a, team-b, team-c and 196 more</c></summary>
    public static string Of(IReadOnlyCollection<string> tenants) => NameList.Of(tenants, Named);

    /// <summary><c>199 tenants (team-a, team-b, team-c and 196 more)</c></summary>
    public static string Counted(IReadOnlyCollection<string> tenants) => $"{tenants.Count} tenants ({Of(tenants)})";
}
