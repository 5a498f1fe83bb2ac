using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace KfTenants.Testing;

/// <summary>A cluster with a stand-in of profile-controller in it, to which the recorded steps are played.</summary>
public interface IRecordedCluster
{
    Task CreateAsync(JsonObject body, string manager);

    /// <summary>A merge patch of an object without a namespace.</summary>
    Task PatchAsync(string kind, string name, string patch, string manager);

    Task DeleteProfileAsync(string name);

    /// <summary>Returns when the controllers have nothing left to do.</summary>
    Task SettleAsync();

    /// <summary>The objects of the kinds that were recorded.</summary>
    Task<IEnumerable<JsonObject>> ObjectsAsync();
}

/// <summary>What was done when the recordings were made, done again.</summary>
public static class RecordedSteps
{
    private const string Kubectl = "kubectl-create";
    private const string Kfam = "access-management";

    /// <param name="check">Is given what was recorded and what is there, after each step.</param>
    public static async Task PlayAsync(IRecordedCluster cluster, Recording recording, Func<string, ImmutableArray<JsonObject>, IEnumerable<JsonObject>, Task> check)
    {
        await CreateAsync(cluster, recording);
        await CheckAsync("1-created");
        await cluster.PatchAsync("Profile", "rec-quota", """{"spec": {"owner": {"name": "eve@example.com"}}}""", "kubectl-patch");
        await CheckAsync("2-owner-in-profile-only");
        await cluster.PatchAsync("Namespace", "rec-quota", """{"metadata": {"annotations": {"owner": "eve@example.com"}}}""", "kubectl-annotate");
        await cluster.PatchAsync("Profile", "rec-quota", """{"metadata": {"annotations": {"touch": "1"}}}""", "kubectl-annotate");
        await CheckAsync("3-owner-in-both");
        await cluster.PatchAsync("Profile", "rec-quota", """{"spec": {"resourceQuotaSpec": null}}""", "kubectl-patch");
        await CheckAsync("4-quota-removed");
        await cluster.DeleteProfileAsync("rec-plain");
        await cluster.DeleteProfileAsync("rec-before");
        await CheckAsync("5-profiles-deleted");

        async Task CheckAsync(string step)
        {
            await cluster.SettleAsync();
            await check(step, recording.After(step), await cluster.ObjectsAsync());
        }
    }

    private static async Task CreateAsync(IRecordedCluster cluster, Recording recording)
    {
        foreach (var name in new[] { "rec-before", "rec-foreign" })
        {
            await cluster.CreateAsync(JsonNode.Parse($$$"""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "{{{name}}}"}}""")!.AsObject(), Kubectl);
        }

        await cluster.PatchAsync("Namespace", "rec-before", """{"metadata": {"annotations": {"owner": "ann@example.com"}}}""", "kubectl-annotate");
        await ProfileAsync("rec-plain");
        await ProfileAsync("rec-quota", more: """, "resourceQuotaSpec": {"hard": {"cpu": "0.5", "memory": "1.5Gi", "requests.storage": 10000000000, "pods": "1000"}}""");
        await ProfileAsync("rec-plugin", more: """
            , "plugins": [{"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": "arn:aws:iam::111122223333:role/x", "annotateOnly": true}}]
            """);
        await ProfileAsync("rec-before");
        await ProfileAsync("rec-taken", owner: "bob@example.com");
        await ProfileAsync("rec-foreign");
        await cluster.SettleAsync();

        // KFAM's own objects as it makes them: what is held against the recording is what comes of them.
        foreach (var made in recording.After("1-created").Where(IsOfKfam))
        {
            await cluster.CreateAsync(AsSent(made), Kfam);
        }

        await ProfileAsync("rec-registered", "dee@example.com", HasKfamQuota(recording) ? """, "resourceQuotaSpec": {}""" : "", Kfam);

        Task ProfileAsync(string name, string owner = "ann@example.com", string more = "", string manager = Kubectl) => cluster.CreateAsync(
            JsonNode.Parse($$$"""
                {"apiVersion": "kubeflow.org/v1", "kind": "Profile", "metadata": {"name": "{{{name}}}"},
                 "spec": {"owner": {"kind": "User", "name": "{{{owner}}}"} {{{more}}}}}
                """)!.AsObject(),
            manager);
    }

    private static bool IsOfKfam(JsonObject body) => (string?)body["kind"] != "Profile" && EntryOfKfam(body) is not null;

    // Dashboard 2's KFAM sends the empty quota that others leave to the controller.
    private static bool HasKfamQuota(Recording recording) =>
        EntryOfKfam(recording.After("1-created").Single(o => Recording.NameOf(o) == "Profile/rec-registered"))!["fieldsV1"]!["f:spec"]!["f:resourceQuotaSpec"] is not null;

    private static JsonNode? EntryOfKfam(JsonObject body) =>
        (body["metadata"]!["managedFields"] as JsonArray ?? []).FirstOrDefault(e => (string?)e!["manager"] == Kfam);

    private static JsonObject AsSent(JsonObject made)
    {
        foreach (var field in new[] { "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields" })
        {
            made["metadata"]!.AsObject().Remove(field);
        }

        return made;
    }
}
