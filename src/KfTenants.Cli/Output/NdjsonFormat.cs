using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>ndjson</c>: an apply as it happens, a JSON object a line (schemas/event.schema.json). The last line, <c>ended</c>, is its answer, also of a run that failed
/// before it had a report.
/// </summary>
internal static class NdjsonFormat
{
    public const string EventVersion = "kftenants.io/event/v1";

    public static readonly OutputFormat Format = new("ndjson")
    {
        Report = answer => Line("ended", new RunMoment(answer.Ended, "", answer.Result.Plan.Cluster.Name), JsonFormat.Ending(answer)),
        Failure = answer => Line("ended", new RunMoment(answer.At, "", answer.Cluster), JsonFormat.Ending(answer)),
        Event = Of,
        Join = OfAll,
    };

    private static RawText? Of(ApplyEvent happened, RunMoment moment) => happened switch
    {
        ApplyEvent.Planned { Plan: var plan } => Line("planned", moment, new JsonObject
        {
            ["set"] = plan.Set,
            ["cluster"] = JsonFormat.Cluster(plan.Cluster.Uid, plan.Cluster.Server, plan.Cluster.Name),
            ["checksum"] = plan.Checksum,
            ["summary"] = plan.Summary.ToJson(),
        }),
        ApplyEvent.WaitingForLock { Held: var held } => Line("waitingForLock", moment, new JsonObject { ["holder"] = held.Holder }),
        ApplyEvent.Begun { Changes: var count } => Line("begun", moment, new JsonObject { ["run"] = moment.RunId, ["changes"] = count }),
        ApplyEvent.Happened { Event: RunEvent.Waiting waiting } => Line("waiting", moment, new JsonObject { ["tenant"] = waiting.Tenant, ["what"] = waiting.What }),
        ApplyEvent.Happened { Event: RunEvent.Finished done } => Line("change", moment, JsonFormat.Result(ChangeDocument.Of(done.Change), OutcomeText.Of(done.Outcome))),
        ApplyEvent.Finished => Line("finished", moment, []),
        ApplyEvent.NotRecorded { Problem: var problem } => Warning(moment, $"the run's end is not in the run history: {problem}"),
        ApplyEvent.NotAnnounced { Problem: var problem } => Warning(moment, $"not every event of this run was written: {problem}"),
        ApplyEvent.LockKept { Expiry: var expiry } => Warning(moment, $"the lock could not be released; it expires {Durations.Text(expiry)} after its last renewal"),

        // What an approval says of a plan is in the problems of the last line.
        _ => null,
    };

    private static RawText Warning(RunMoment moment, string message) => Line("warning", moment, new JsonObject { ["message"] = message });

    // Behind the last line of each cluster, which was written when it happened.
    private static RawText OfAll(RenderedClusters answer) => Line("ended", new RunMoment(answer.At, ""), new JsonObject
    {
        ["outcome"] = answer.Code.Word,
        ["problems"] = new JsonArray(),
        ["summary"] = answer.Summary,
        ["clusters"] = new JsonArray([.. answer.Parts.Select(JsonNode (p) => new JsonObject { ["name"] = p.Name, ["outcome"] = p.Code.Word })]),
    });

    private static RawText Line(string word, RunMoment moment, JsonObject json)
    {
        (json["apiVersion"], json["event"], json["time"]) = (EventVersion, word, Times.Seconds(moment.Time));
        if (moment.Cluster is { } cluster)
        {
            json["clusterName"] = cluster;
        }

        return new RawText(SafeText.OfJson(CanonicalJson.Of(json)) + "\n");
    }
}
