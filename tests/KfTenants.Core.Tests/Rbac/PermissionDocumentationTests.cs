using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Rbac;

/// <summary>docs/permissions.md lists every rule, in the table's own words.</summary>
public sealed class PermissionDocumentationTests
{
    [Fact]
    public async Task The_page_lists_every_rule_and_no_other()
    {
        var page = await File.ReadAllLinesAsync(Path.Combine(TestPaths.Repository(typeof(PermissionDocumentationTests)), "docs", "permissions.md"));
        var places = ToolPlaces.Default with { Set = "SET" };
        var rules = Enum.GetValues<LoginStore>()
            .Select(store => places with { Dex = places.Dex with { Logins = store } })
            .Append(places with { Flavor = Flavor.Kubernetes })
            .SelectMany(p => PermissionTable.ForPlan(p).AddRange(PermissionTable.ForDoctor(p)).AddRange(PermissionTable.ForApply(p)))
            .Concat(PermissionTable.ForTenantReaper)
            .Concat(PermissionTable.ForPodReaper)
            .Concat(PermissionTable.ForWebNode)
            .Select(Row)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

        Assert.Equal(string.Join('\n', rules), string.Join('\n', page.Where(l => l.StartsWith("| `kftenants-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }

    private static string Row(RbacRule rule) =>
        $"| `{rule.Role}` | {(rule.Namespace is null ? "all" : $"`{rule.Namespace}`")} | " +
            $"{string.Join(", ", rule.Resources.Select(r => rule.Group.Length == 0 ? r : $"{r}.{rule.Group}"))} " +
        $"| {(rule.Names.IsEmpty ? "all" : string.Join(", ", rule.Names.Select(n => $"`{n}`")))} | {string.Join(", ", rule.Verbs)} | {rule.Why} |";
}
