using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>apply -o json</c>.</summary>
internal static class ReportJson
{
    public const string ApiVersion = "kftenants.io/report/v1";

    public static string Of(Report report) => SafeText.OfJson(CanonicalJson.Of(new JsonObject
    {
        ["apiVersion"] = ApiVersion,
        ["tool"] = VersionAction.Tool,
        ["outcome"] = report.Code.Word,
        ["run"] = report.RunId,
        ["set"] = report.Plan.Set,
        ["cluster"] = new JsonObject { ["uid"] = report.Plan.Cluster.Uid, ["server"] = report.Plan.Cluster.Address },
        ["checksum"] = report.Plan.Checksum,
        ["guards"] = new JsonArray([.. report.Plan.Guards.Select(JsonNode (g) => PlanJson.Guard(g))]),
        ["interrupted"] = report.Interrupted,
        ["converged"] = report.Remaining is null ? null : report.Converged,
        ["counts"] = new JsonObject
        {
            ["done"] = report.Count("done"),
            ["alreadyDone"] = report.Count("alreadyDone"),
            ["failed"] = report.Count("failed"),
            ["skipped"] = report.Count("skipped"),
            ["stale"] = report.Count("stale"),
            ["conflict"] = report.Count("conflict"),
        },
        ["results"] = new JsonArray([.. report.Results.Select(r => Result(r.Change, r.Outcome))]),
        ["remaining"] = new JsonArray([.. report.Left.Select(JsonNode (c) => c.Id)]),
    })) + "\n";

    private static JsonObject Result(ChangeView change, OutcomeView outcome) => new()
    {
        ["id"] = change.Id,
        ["tenant"] = change.Tenant,
        ["action"] = change.Action,
        ["object"] = PlanJson.Object(change.Object),
        ["outcome"] = outcome.Word,
        ["message"] = outcome.Message,
    };
}
