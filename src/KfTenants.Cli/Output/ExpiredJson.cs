using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Reaping;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>reap pods -o json</c>; schemas/expired.schema.json describes it.</summary>
internal static class ExpiredJson
{
    public const string Version = "kftenants.io/expired/v1";

    public static JsonObject Of(ExpiredAnswer answer) => new()
    {
        ["apiVersion"] = Version,
        ["tool"] = VersionAction.Tool,
        ["outcome"] = answer.Code.Word,
        ["server"] = answer.Cluster,
        ["time"] = Times.Seconds(answer.Time),
        ["namespaces"] = new JsonArray([.. answer.Namespaces.Select(JsonNode (n) => n)]),
        ["applied"] = answer.Outcomes is not null,
        ["jobs"] = new JsonArray([.. answer.Reaping.Jobs.Select(JsonNode (j) => Job(j, answer))]),
        ["unjudged"] = new JsonArray(
            [.. answer.Reaping.Unjudged.Select(JsonNode (u) => new JsonObject { ["object"] = Object(u.Key), ["problem"] = u.Problem })]),
    };

    private static JsonObject Job(ReapedJob job, ExpiredAnswer answer) => new()
    {
        ["namespace"] = job.Namespace,
        ["job"] = job.Job,
        ["orphan"] = job.IsOrphan,
        ["held"] = job.IsHeld,
        ["since"] = Times.Seconds(job.Since),
        ["objects"] = new JsonArray(
        [
            .. job.Pods.Select(JsonNode (p) =>
            {
                var json = Deleted(p.Object.Key, answer);
                json["created"] = Times.Seconds(p.Created);
                json["lifetime"] = p.Lifetime;
                return json;
            }),
            .. job.Companions.Select(JsonNode (c) => Deleted(c.Key, answer)),
        ]),
    };

    private static JsonObject Deleted(ObjectKey key, ExpiredAnswer answer)
    {
        var json = Object(key);
        if (answer.OutcomeOf(key) is { } outcome)
        {
            json["outcome"] = outcome.Problem is null ? "deleted" : "failed";
            json["message"] = outcome.Problem;
        }

        return json;
    }

    private static JsonObject Object(ObjectKey key) => JsonFormat.Object(ObjectDocument.Of(key));
}
