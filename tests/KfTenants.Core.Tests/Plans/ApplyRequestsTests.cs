using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Resources;
using KfTenants.Testing;

namespace KfTenants.Plans;

/// <summary>Removals never take along what is not ours.</summary>
public sealed class ApplyRequestsTests
{
    // As Kubernetes 1.36 stores it: kubectl wrote stringData, so that no manager holds data.THEIRS.
    private const string SharedSecret = """
        {"apiVersion":"v1","kind":"Secret","type":"Opaque","data":{"OURS":"dHdv","THEIRS":"b25l"},
         "metadata":{"name":"dex-passwords","namespace":"auth","uid":"u","resourceVersion":"1","managedFields":[
           {"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:stringData":{"f:THEIRS":{}}},"manager":"kubectl","operation":"Apply","time":"2026-11-25T20:25:49Z"},
           {"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:OURS":{}}},"manager":"kftenants","operation":"Apply","time":"2026-11-25T20:25:50Z"}]}}
        """;

    [Fact]
    public void The_last_key_of_ours_in_a_shared_map_goes_by_a_patch_of_its_own()
    {
        var write = Assert.Single(Requests(Live.Of(ObjectKind.Secret, SharedSecret), """{"metadata":{"name":"dex-passwords","namespace":"auth"}}"""));

        Assert.Equal("""{"data":{"OURS":null}}""", CanonicalJson.Of(Assert.IsType<WritePayload.MergePatch>(write.Payload).Body));
        Assert.Equal(new Precondition("u", "1"), write.Live);
    }

    [Fact]
    public void A_map_in_which_something_of_ours_stays_is_applied()
    {
        var live = Live.Of(ObjectKind.Secret, SharedSecret.Replace("\"f:OURS\":{}", "\"f:OURS\":{},\"f:MORE\":{}", StringComparison.Ordinal)
            .Replace("\"OURS\":\"dHdv\"", "\"OURS\":\"dHdv\",\"MORE\":\"dHdv\"", StringComparison.Ordinal));
        var write = Assert.Single(Requests(live, """{"metadata":{"name":"dex-passwords","namespace":"auth"},"data":{"MORE":"dHdv"}}"""));

        Assert.IsType<WritePayload.Intent>(write.Payload);
    }

    [Fact]
    public void A_map_that_is_ours_alone_goes_with_the_apply()
    {
        var live = Live.Of(ObjectKind.Secret, SharedSecret.Replace(",\"THEIRS\":\"b25l\"", "", StringComparison.Ordinal));

        Assert.IsType<WritePayload.Intent>(Assert.Single(Requests(live, """{"metadata":{"name":"dex-passwords","namespace":"auth"}}""")).Payload);
    }

    [Fact]
    public void Labels_that_no_manager_holds_outlive_the_last_one_of_a_tenant()
    {
        var space = Live.Applied(NamespaceObject.For(Some.Tenant("team-a") with { NamespaceLabels = Labels })!).ToNode();
        space["metadata"]!["labels"]!["site"] = "north";
        space["metadata"]!["annotations"] = new JsonObject { ["owner"] = "ana@example.com" };
        var set = Some.Set(Some.Tenant("team-a"));
        var live = Live.State(KubeObject.From(ObjectKind.Namespace, space), Live.Applied(ProfileObject.For(set.Name, set.Tenants[0])));
        var plan = Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);

        var forgotten = Assert.IsType<Change.Forget>(Assert.Single(plan.Pending));
        var write = Assert.IsType<WritePayload.MergePatch>(Assert.Single(forgotten.Writes).Payload);
        Assert.Equal("""{"metadata":{"labels":{"cost-centre":null}}}""", CanonicalJson.Of(write.Body));
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Labels => Some.Quantities(("cost-centre", "7"));

    private static System.Collections.Immutable.ImmutableArray<PlannedWrite> Requests(KubeObject live, string intent)
    {
        var desired = new DesiredFields(TemporaryCluster.Of(live.Key.Kind, intent), Claim.Fields, SemanticEquality.Structural, []);
        return ApplyRequests.Of(ThreeWayDiff.Of(desired, live, overruleAll: false), null, live);
    }
}
