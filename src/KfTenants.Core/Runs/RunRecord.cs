using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Runs;

/// <summary>One run in the set's run history: the last 50 are kept in the cluster.</summary>
/// <param name="Finished">Null while it runs, and of a run that was killed.</param>
/// <param name="Outcome">The word of its exit code, <see cref="Running"/> or <see cref="Interrupted"/>.</param>
/// <param name="Scope">The tenants of <c>--tenant</c>; null for all.</param>
/// <param name="Planned">Changes by action, as they were planned under the lock; actions that do not occur are left out.</param>
/// <param name="Done">How many of them were done, or found done.</param>
public sealed record RunRecord(
    RunOrigin Run,
    string Tool,
    DateTimeOffset Started,
    DateTimeOffset? Finished,
    string Outcome,
    string Checksum,
    ImmutableArray<string>? Scope,
    ImmutableSortedDictionary<string, int> Planned,
    int Done)
{
    /// <summary>The outcome of a run that has not told its end.</summary>
    public const string Running = "running";

    /// <summary>The outcome of a run whose lock was taken over before it told its end.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Whose part of the plan it was, as <see cref="Plans.Shard"/> writes itself; null: the whole.</summary>
    public string? Shard { get; init; }

    /// <summary>The guards that were over their limit and allowed: without their notes.</summary>
    public ImmutableArray<GuardResult> Overridden { get; init; } = [];

    /// <param name="checksum">Of the plan.</param>
    /// <param name="guards">As the plan that is carried out shows them.</param>
    public static RunRecord Start(RunOrigin run, string tool, DateTimeOffset now, Plan plan, string checksum, IEnumerable<GuardResult> guards)
    {
        var planned = plan.Pending.GroupBy(c => c.Action, StringComparer.Ordinal);
        return new RunRecord(
            run,
            tool,
            now,
            Finished: null,
            Running,
            checksum,
            plan.Scope,
            planned.ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            Done: 0)
        {
            Shard = plan.Shard?.ToString(),
            Overridden = [.. guards.Where(g => g.Outcome == GuardOutcome.Overridden)],
        };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Run.Id,
            ["actor"] = Run.Actor,
            ["tool"] = Tool,
            ["started"] = Times.Seconds(Started),
            ["finished"] = Finished is { } finished ? Times.Seconds(finished) : null,
            ["outcome"] = Outcome,
            ["checksum"] = Checksum,
            ["planned"] = new JsonObject(Planned.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            ["done"] = Done,
        };
        if (Scope is { } scope)
        {
            json["tenants"] = new JsonArray([.. scope.Select(t => (JsonNode)t)]);
        }

        if (Shard is not null)
        {
            json["shard"] = Shard;
        }

        if (!Overridden.IsEmpty)
        {
            json["overridden"] =
                new JsonArray([.. Overridden.Select(g => (JsonNode)new JsonObject { ["id"] = g.Id, ["limit"] = g.Limit, ["unit"] = g.Unit, ["value"] = g.Value })]);
        }

        if (Run.Url is { } url)
        {
            json["url"] = url;
        }

        if (Run.Commit is { } commit)
        {
            json["commit"] = commit;
        }

        return json;
    }

    /// <summary>Null when it is not an entry: many hands can reach the ConfigMap.</summary>
    public static RunRecord? Read(JsonElement json)
    {
        if (json.TextMember("id") is not { } id || Times.Parse(json.TextMember("started")) is not { } started)
        {
            return null;
        }

        return new RunRecord(
            new RunOrigin(id, json.TextMember("actor") ?? "unknown", json.TextMember("url"), json.TextMember("commit")),
            json.TextMember("tool") ?? "",
            started,
            Times.Parse(json.TextMember("finished")),
            json.TextMember("outcome") ?? Interrupted,
            json.TextMember("checksum") ?? "",
            json.Member("tenants") is { ValueKind: JsonValueKind.Array } scope
                ? [.. scope.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)]
                : null,
            Counts(json.Member("planned")),
            Number(json.Member("done")) ?? 0)
        {
            Shard = json.TextMember("shard"),
            Overridden = [.. json.Member("overridden").Items().Select(Guard)],
        };
    }

    private static GuardResult Guard(JsonElement json) => new(
        json.TextMember("id") ?? "", Number(json.Member("limit")) ?? 0, Number(json.Member("value")) ?? 0, json.TextMember("unit") ?? "", GuardOutcome.Overridden, Override: "");

    private static ImmutableSortedDictionary<string, int> Counts(JsonElement? json)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var property in json.Members())
        {
            counts[property.Name] = Number(property.Value) ?? 0;
        }

        return counts.ToImmutable();
    }

    private static int? Number(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var result) ? result : null;
}
