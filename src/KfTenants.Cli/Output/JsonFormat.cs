using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>json</c>: canonical, one line, each kind of answer with an <c>apiVersion</c> of its own. Of a plan it is the document itself, which
/// <c>plan --out</c> saves.
/// </summary>
internal static class JsonFormat
{
    public const string ReportVersion = "kftenants.io/report/v1";
    public const string ValidationVersion = "kftenants.io/validation/v1";
    public const string HistoryVersion = "kftenants.io/history/v1";
    public const string ProblemsVersion = "kftenants.io/problems/v1";

    public static readonly OutputFormat Format = new("json")
    {
        Plan = answer => Saved(answer.Plan),
        Report = answer => Line(Report(answer)),
        Validation = answer => Line(Validation(answer)),
        Diff = answer => Line(answer.Diff.ToJson()),
        History = answer => Line(History(answer)),
        Access = answer => Line(AccessJson.Of(answer)),
        Audit = answer => Line(AuditJson.Of(answer)),
        Doctor = answer => Line(DoctorJson.Of(answer)),
        Idle = answer => Line(IdleJson.Of(answer)),
        Expired = answer => Line(ExpiredJson.Of(answer)),
        Tokens = answer => Line(TokensJson.Of(answer)),
        Failure = answer => Line(Failure(answer)),
        Join = ClustersJson.Of,
    };

    /// <summary>A plan, as <c>plan --out</c> saves it and <c>-o json</c> answers.</summary>
    public static RawText Saved(PlanDocument plan) => Line(plan.ToJson());

    private static JsonObject Report(ReportAnswer answer)
    {
        var result = answer.Result;
        var json = Ending(answer);
        json["apiVersion"] = ReportVersion;
        json["tool"] = VersionAction.Tool;
        json["set"] = result.Plan.Set;
        json["cluster"] = Cluster(result.Plan.Cluster.Uid, result.Plan.Cluster.Server, result.Plan.Cluster.Name);
        json["checksum"] = result.Plan.Checksum;
        if (result.Plan.Scope.Shard is { } shard)
        {
            json["shard"] = shard;
        }

        json["guards"] = new JsonArray([.. result.Plan.Guards.Select(g => g.ToJson())]);
        json["results"] = new JsonArray([.. result.Report?.Results.Select(r => Result(ChangeDocument.Of(r.Change), OutcomeText.Of(r.Outcome))) ?? []]);
        json["remaining"] = new JsonArray([.. result.Left.Select(JsonNode (c) => c.Id)]);
        if (result.Appeared.ToList() is { Count: > 0 } appeared)
        {
            json["appeared"] = new JsonArray([.. appeared.Select(JsonNode (g) => new JsonObject
            {
                ["tenant"] = g.Tenant,
                ["object"] = Object(g.Object),
                ["subject"] = g.Subject,
                ["grants"] = g.Grants,
            })]);
        }

        return json;
    }

    /// <summary>How a run ended, without what it did one by one.</summary>
    internal static JsonObject Ending(ReportAnswer answer) => new()
    {
        ["outcome"] = answer.Code.Word,
        ["run"] = answer.Result.RunId,
        ["interrupted"] = answer.Result.Report?.Interrupted ?? false,
        ["converged"] = answer.Result.Remaining is null ? null : answer.Result.Report?.Converged,
        ["counts"] = new JsonObject(answer.Counts.Select(c => KeyValuePair.Create(c.Word, (JsonNode?)c.Count))),
        ["problems"] = new JsonArray([.. answer.Problems.Select(Of)]),
    };

    /// <param name="name">What the tenants file calls it; null when it has no names for clusters.</param>
    internal static JsonObject Cluster(string uid, string server, string? name)
    {
        var json = new JsonObject { ["uid"] = uid, ["server"] = server };
        if (name is not null)
        {
            json["name"] = name;
        }

        return json;
    }

    internal static JsonObject Result(ChangeDocument change, OutcomeText outcome) => new()
    {
        ["id"] = change.Id,
        ["tenant"] = change.Tenant,
        ["action"] = change.Action,
        ["object"] = Object(change.Object),
        ["outcome"] = outcome.Word,
        ["message"] = outcome.Message,
    };

    internal static JsonObject Object(ObjectDocument key)
    {
        var json = new JsonObject { ["apiVersion"] = key.ApiVersion, ["kind"] = key.Kind, ["name"] = key.Name };
        if (key.Namespace is not null)
        {
            json["namespace"] = key.Namespace;
        }

        return json;
    }

    private static JsonObject Validation(ValidationAnswer answer)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = ValidationVersion,
            ["outcome"] = answer.Code.Word,
            ["errors"] = answer.Diagnostics.Count(d => d.Severity == Severity.Error),
            ["warnings"] = answer.Diagnostics.Count(d => d.Severity == Severity.Warning),
            ["diagnostics"] = new JsonArray([.. answer.Diagnostics.Select(Of)]),
        };
        if (!answer.Clusters.IsEmpty)
        {
            json["clusters"] = new JsonArray([.. answer.Clusters.Select(JsonNode (c) => new JsonObject
            {
                ["name"] = c.Cluster,
                ["tenants"] = new JsonArray([.. c.Tenants.Select(JsonNode (t) => t.Name)]),
                ["absent"] = new JsonArray([.. c.Tombstones.Select(JsonNode (t) => t.Name)]),
                ["users"] = new JsonArray([.. c.Users.Select(JsonNode (u) => u.Email)]),
            })]);
        }

        return json;
    }

    private static JsonObject Failure(FailureAnswer answer) => new()
    {
        ["apiVersion"] = ProblemsVersion,
        ["tool"] = VersionAction.Tool,
        ["outcome"] = answer.Code.Word,
        ["problems"] = Problems(answer),
    };

    private static JsonArray Problems(FailureAnswer answer) => new([.. answer.Diagnostics.Select(Of), .. answer.Problems.Select(Of)]);

    /// <summary>How a run ended that had no answer, and why.</summary>
    internal static JsonObject Ending(FailureAnswer answer) => new() { ["outcome"] = answer.Code.Word, ["problems"] = Problems(answer) };

    private static JsonObject Of(Diagnostic diagnostic) => new()
    {
        ["id"] = diagnostic.Id,
        ["severity"] = diagnostic.Severity.ToText(),
        ["message"] = diagnostic.Message,
        ["file"] = diagnostic.Location.File,
        ["line"] = diagnostic.Location.Line,
        ["column"] = diagnostic.Location.Column,
    };

    private static JsonObject Of(Problem problem)
    {
        var json = new JsonObject { ["severity"] = Severity.Error.ToText(), ["message"] = problem.Line };
        if (problem.Remedy is not null)
        {
            json["remedy"] = problem.Remedy;
        }

        return json;
    }

    private static JsonObject History(HistoryAnswer answer) => new()
    {
        ["apiVersion"] = HistoryVersion,
        ["set"] = answer.Set,
        ["tenants"] = answer.Record.TenantCount,
        ["runs"] = new JsonArray([.. answer.Record.Runs.Reverse().Select(JsonNode (r) => r.ToJson())]),
    };

    private static RawText Line(JsonObject json) => Line(CanonicalJson.Of(json));

    private static RawText Line(string json) => new(SafeText.OfJson(json) + "\n");
}
