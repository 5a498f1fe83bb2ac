using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Cli.Output;
using KfTenants.Tenants;
using KfTenants.Yaml;

namespace KfTenants.Cli.Tests.Output;

/// <summary>What is exported is YAML that says what it should, also where the example has no tenant of that kind.</summary>
public sealed class ExportedSettingsTests
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary<string, string>.Empty;

    [Fact]
    public void The_reaper_of_namespaces_gets_an_anchored_expression_and_the_sets_label()
    {
        var config = Parsed(ExportedValues.OfNamespaceReaper("example", [Kept("user-b", 8), Kept("user-a", 8), Kept("user-c", null)], "http://prometheus:9090"))["config"]!;
        Assert.Equal("^(user-a|user-b)$", (string?)config["namespaceRegexp"]);
        Assert.StartsWith("applyset.kubernetes.io/part-of=applyset-", (string?)config["namespaceLabels"], StringComparison.Ordinal);
        Assert.Equal(("28800s", "14400s"), ((string?)config["reapAfter"], (string?)config["lastUsedThreshold"]));
    }

    [Fact]
    public void It_has_one_time_for_all()
    {
        var refused = Assert.Throws<RefusedException>(() => ExportedValues.OfNamespaceReaper("example", [Kept("a", 8), Kept("b", 9)], "http://p"));
        Assert.Equal("k8-namespace-reaper: it has one time for all, and retention of these tenants has several: a, b; choose with --tenant", refused.Message);
        Assert.Throws<RefusedException>(() => ExportedValues.OfNamespaceReaper("example", [Kept("a", null)], "http://p"));
    }

    [Fact]
    public void The_keys_of_each_chart_stand_at_its_own_level()
    {
        Assert.Equal("a,b", (string?)Parsed(ExportedValues.OfPodReaper("example", [Kept("b", 8), Kept("a", 8)], null, null))["config"]!["reapNamespaces"]);
        var labelled = Parsed(ExportedValues.OfPodReaper("example", [], "a=b", "c=d"))["config"]!;
        Assert.Equal((false, "a=b", "c=d"), ((bool)labelled["reapNamespaces"]!, (string?)labelled["namespaceLabels"], (string?)labelled["objectLabels"]));
        Assert.Equal("user-", (string?)Parsed(ExportedValues.OfLdap("example", "user-"))["userPrefix"]);
    }

    private static JsonNode Parsed(RawText text)
    {
        Assert.True(YamlDocument.Parse("values.yaml", text.ToString()).TryGet(out var document, out _));
        return document!.Root.ToJson()!;
    }

    private static Tenant Kept(string name, int? hours) =>
        new(name, "ana@example.com", default, [], Nothing, default, null, default, [], Nothing, Nothing, default, default)
        {
            Retention = new Retention(hours is { } h ? TimeSpan.FromHours(h) : null, TimeSpan.FromHours(4), TimeSpan.FromHours(1), default),
        };
}
