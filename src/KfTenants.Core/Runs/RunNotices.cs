using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Runs;

/// <summary>
/// What a run leaves for people who look at a tenant: Kubernetes Events (events.k8s.io/v1), at most one for each tenant, and one for the
/// set at its parent. They expire, usually after an hour; the run history stays.
/// </summary>
public static class RunNotices
{
    /// <summary>Events about objects without a namespace must live here (kubernetes pkg/apis/core/validation/events.go).</summary>
    private const string NamespaceOfClusterScoped = "default";

    /// <summary>The server's limit is 1024 bytes.</summary>
    private const int LongestNote = 1000;

    /// <param name="checksum">Of the plan, which is as dear as the plan is long.</param>
    /// <param name="now">Of the events.</param>
    /// <param name="uidOf">Of what the run found or left; null when it is not known. <c>kubectl describe</c> finds an event by it.</param>
    /// <param name="rootOf">The object that a tenant's events are about.</param>
    /// <param name="succeeded">Of the whole run.</param>
    public static ImmutableArray<KubeObject> Of(
        string setName,
        string checksum,
        ExecutionReport report,
        RunOrigin run,
        DateTimeOffset now,
        Func<ObjectKey, string?> uidOf,
        Func<string, ObjectKey> rootOf,
        bool succeeded)
    {
        var events = ImmutableArray.CreateBuilder<KubeObject>();
        foreach (var tenant in report.Results.Where(r => r.Change.Tenant is not null).GroupBy(r => r.Change.Tenant!, StringComparer.Ordinal))
        {
            var results = tenant.ToImmutableArray();
            if (ReasonOf(results) is { } reason)
            {
                events.Add(Event(rootOf(tenant.Key), reason, Note(results, checksum, run), run, now, uidOf));
            }
        }

        events.Add(Event(Ownership.ParentOf(setName), succeeded ? "Applied" : "ApplyFailed", Note(report.Results, checksum, run), run, now, uidOf));
        return events.DrainToImmutable();
    }

    // The worst first; null when nothing was done to the tenant.
    private static string? ReasonOf(ImmutableArray<(Change Change, Outcome Outcome)> results)
    {
        var done = results.Where(r => r.Outcome is Outcome.Done).Select(r => r.Change).ToImmutableArray();
        return results switch
        {
            _ when results.Any(r => r.Outcome is Outcome.Failed or Outcome.Stale) => "ApplyFailed",
            _ when done.Any(c => c is Change.Delete { Scope: DeletionScope.Tenant }) => "TenantDeleted",
            _ when done.Any(c => c.Reason == ChangeReason.Suspended) => "TenantSuspended",
            _ when done.Any(c => c is Change.Create { Phase: ApplyPhase.Profile }) => "TenantCreated",
            _ when done.Any(c => c.Risk == Risk.AccessRevoked) => "AccessRevoked",
            _ => done.IsEmpty ? null : "TenantUpdated",
        };
    }

    private static string Note(ImmutableArray<(Change Change, Outcome Outcome)> results, string checksum, RunOrigin run)
    {
        var done = results.Count(r => r.Outcome is Outcome.Done or Outcome.AlreadyDone);
        var note = new StringBuilder($"{done} of {results.Length} changes done by {run.Actor}: run {run.Id}, plan {checksum}");
        note.Append(run.Commit is { } commit ? $", commit {commit}" : "").Append(run.Url is { } url ? $", {url}" : "");
        if (results.Select(r => r.Outcome).OfType<Outcome.Failed>().FirstOrDefault() is { } failure)
        {
            note.Append(": ").Append(failure.Message);
        }

        return Cut(note.ToString());
    }

    private static KubeObject Event(ObjectKey about, string reason, string note, RunOrigin run, DateTimeOffset now, Func<ObjectKey, string?> uidOf)
    {
        var regarding = new JsonObject { ["apiVersion"] = about.Kind.ApiVersion, ["kind"] = about.Kind.Kind, ["name"] = about.Name };
        if (about.Namespace is not null)
        {
            regarding["namespace"] = about.Namespace;
        }

        if (uidOf(about) is { } uid)
        {
            regarding["uid"] = uid;
        }

        return KubeObject.From(ObjectKind.Event, new JsonObject
        {
            ["apiVersion"] = ObjectKind.Event.ApiVersion,
            ["kind"] = ObjectKind.Event.Kind,
            ["metadata"] = new JsonObject { ["name"] = $"{about.Name}.{run.Id}", ["namespace"] = about.Namespace ?? NamespaceOfClusterScoped },
            ["eventTime"] = Times.Micro(now),
            ["reportingController"] = Ownership.FieldManager,
            ["reportingInstance"] = run.Id,
            ["action"] = "Apply",
            ["reason"] = reason,
            ["regarding"] = regarding,
            ["note"] = note,
            ["type"] = reason == "ApplyFailed" ? "Warning" : "Normal",
        });
    }

    private static string Cut(string text)
    {
        var result = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > LongestNote)
            {
                return result.Append("...").ToString();
            }

            result.Append(rune);
        }

        return result.ToString();
    }
}
