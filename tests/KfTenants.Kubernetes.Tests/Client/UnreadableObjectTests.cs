using System.Text;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Testing;
using static KfTenants.Kubernetes.Client.ScriptedServer;

namespace KfTenants.Kubernetes.Client;

/// <summary>One object that its tenant's owner made unreadable is that tenant's trouble.</summary>
public sealed class UnreadableObjectTests
{
    public static TheoryData<string, string, string?> Flaws => new()
    {
        { Managers(Nested(80)), "", "its metadata.managedFields are nested more than 64 levels deep" },
        { Managers(Wide(300_000, 20_000)), "", "its metadata.managedFields name more than 20000 fields, or more than 4 MiB of them" },
        { Managers(Wide(1, 20_001)), "", "its metadata.managedFields name more than 20000 fields, or more than 4 MiB of them" },
        { "\"managedFields\":[]", ",\"x\":" + Nested(80), "it is nested more than 64 levels deep" },
        { "\"managedFields\":[]", ",\"x\":{\"a\":\"\\ud800\"}", "a text in it is not Unicode" },
        { "\"managedFields\":[]", ",\"x\":{\"a\":\"\\ud83d\\ude00 \\\\ud800\"}", null },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task It_is_read_as_far_as_it_goes(string metadata, string rest, string? flaw)
    {
        using var cluster = new TestCluster(_ => List(Binding("team-b", "plain", "", ""), Binding("team-a", "hostile", metadata, rest)));
        var objects = await cluster.Api.ListAsync(ObjectKind.RoleBinding, null, default);

        Assert.Equal(["RoleBinding/team-b/plain", "RoleBinding/team-a/hostile"], objects.Select(o => o.Key.ToString()));
        Assert.Null(objects[0].Flaw);
        Assert.Equal(flaw, objects[1].Flaw);
        Assert.Equal("7", objects[1].ResourceVersion);
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_single_one_is_read_the_same(string metadata, string rest, string? flaw)
    {
        using var cluster = new TestCluster(_ => Text(200, "application/json", Binding("team-a", "hostile", metadata, rest)));
        var found = await cluster.Api.GetAsync(new ObjectKey(ObjectKind.RoleBinding, "team-a", "hostile"), default);

        Assert.Equal(flaw, found!.Flaw);
    }

    [Fact]
    public async Task One_that_breaks_off_is_no_unreadable_one()
    {
        var whole = Binding("team-a", "hostile", "", ",\"x\":" + Nested(80));
        using var cluster = new TestCluster(_ => CutOff(whole[..^40]));

        await Assert.ThrowsAsync<KfTenantsException>(() => cluster.Api.GetAsync(new ObjectKey(ObjectKind.RoleBinding, "team-a", "hostile"), default));
        Assert.Equal(3, cluster.Sent.Count);
    }

    [Fact]
    public async Task Its_tenant_is_a_conflict_and_the_others_are_planned()
    {
        var label = $"\"labels\":{{\"applyset.kubernetes.io/part-of\":\"{Ownership.SetId(Some.SetName)}\"}},";
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com")), Some.Tenant("team-b", "bob@example.com"));
        var changes = await PlanAsync(set, Binding("team-a", "hostile", label + (string)Flaws.First()[0], ""));

        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(changes, c => c.Tenant == "team-a"));
        Assert.Equal("RoleBinding/team-a/hostile", conflict.Key.ToString());
        Assert.Equal(ChangeReason.Unreadable, conflict.Reason);
        Assert.Contains("nested more than 64 levels deep", conflict.Detail, StringComparison.Ordinal);
        Assert.Equal(["Profile/team-b"], changes.Where(c => c.Tenant == "team-b").Select(c => c.Key.ToString()));
    }

    [Fact]
    public async Task Who_manages_what_a_stranger_wrote_is_no_matter()
    {
        var set = Some.Set(Some.Tenant("team-a"));

        Assert.DoesNotContain(await PlanAsync(set, Binding("team-a", "hostile", (string)Flaws.First()[0], "")), c => c is Change.Conflict);
    }

    private static async Task<List<Change>> PlanAsync(Tenants.TenantSet set, string binding)
    {
        using var cluster = new TestCluster(sent => sent.PathAndQuery.Contains("/rolebindings", StringComparison.Ordinal) ? List(binding)
            : sent.PathAndQuery.Contains("limit=", StringComparison.Ordinal) ? List()
            : NotFound());
        var live = await LiveStateReader.ReadAsync(cluster.Api, ReadScope.For(set, PlanOptions.Default), CancellationToken.None);
        return [.. Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default).Pending];
    }

    private static HttpResponseMessage NotFound() => Status(404, "not found", "NotFound", System.Text.Json.Nodes.JsonNode.Parse("""{"name":"x","kind":"x"}"""));

    private static HttpResponseMessage List(params string[] items) => Text(200, "application/json", $"{{\"metadata\":{{}},\"items\":[{string.Join(',', items)}]}}");

    private static string Binding(string inNamespace, string name, string metadata, string rest) =>
        $"{{\"metadata\":{{{metadata}{(metadata.Length == 0 || metadata.EndsWith(',') ? "" : ",")}\"name\":\"{name}\",\"namespace\":\"{inNamespace}\"," +
        $"\"uid\":\"u\",\"resourceVersion\":\"7\"}},\"subjects\":[]{rest}}}";

    private static string Managers(string fields) => $"\"managedFields\":[{{\"manager\":\"m\",\"operation\":\"Update\",\"fieldsV1\":{fields}}}]";

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"f:x\":", levels)) + "{}" + new string('}', levels);

    private static string Wide(int length, int children)
    {
        var text = new StringBuilder("{\"f:").Append('n', length).Append("\":{");
        for (var i = 0; i < children; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("\"f:").Append(i).Append("\":{}");
        }

        return text.Append("}}").ToString();
    }
}
