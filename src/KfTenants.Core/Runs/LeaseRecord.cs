using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Runs;

/// <summary>
/// The lock of a set as its Lease shows it, and the patches that take, renew and release it in
/// client-go's way (tools/leaderelection): an emptied holder is free, and time is judged by the watcher's own clock.
/// </summary>
/// <param name="Holder"><c>user@host/run-id</c>; empty: the lock is free.</param>
/// <param name="RunUrl">Where the holder's log is, if a pipeline said so.</param>
/// <param name="Duration">For how long an unchanged record keeps others away.</param>
/// <param name="Live">What a write must still find.</param>
public sealed record LeaseRecord(
    string Holder, string? RunUrl, DateTimeOffset? Acquired, DateTimeOffset? Renewed, TimeSpan Duration, int Transitions, Precondition Live)
{
    public const string RunUrlAnnotation = "kftenants.io/run-url";

    /// <summary>What a record without a duration counts as.</summary>
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(60);

    public bool IsFree => Holder.Length == 0;

    /// <summary>The Lease beside the set's parent, under its name.</summary>
    public static ObjectKey KeyOf(string setName) => Ownership.ParentOf(setName) with { Kind = ObjectKind.Lease };

    public static LeaseRecord Read(KubeObject lease) => new(
        lease.Text("spec", "holderIdentity") ?? "",
        lease.Annotation(RunUrlAnnotation) is { Length: > 0 } url ? url : null,
        Times.Parse(lease.Text("spec", "acquireTime")),
        Times.Parse(lease.Text("spec", "renewTime")),
        Number(lease, "leaseDurationSeconds") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : DefaultDuration,
        Number(lease, "leaseTransitions"),
        Precondition.Of(lease));

    /// <summary>The holder has not moved between two looks.</summary>
    public bool IsUnchangedSince(LeaseRecord earlier) =>
        Live.Uid == earlier.Live.Uid && (Holder, Acquired, Renewed, Transitions) == (earlier.Holder, earlier.Acquired, earlier.Renewed, earlier.Transitions);

    /// <summary>By the clocks of two machines: a hint, never a reason to take over.</summary>
    public bool LooksDeadAt(DateTimeOffset now) => Renewed is not { } renewed || now - renewed > Duration;

    /// <summary>A Lease where there is none.</summary>
    public static KubeObject New(ObjectKey key, string holder, string? runUrl, DateTimeOffset now, TimeSpan duration)
    {
        var body = Take(holder, runUrl, now, duration, transitions: 0);
        body["apiVersion"] = key.Kind.ApiVersion;
        body["kind"] = key.Kind.Kind;
        body["metadata"]!["name"] = key.Name;
        body["metadata"]!["namespace"] = key.Namespace;
        body["metadata"]!["labels"] = new JsonObject { [Ownership.ManagedByLabel] = Ownership.ManagedByValue };
        return KubeObject.From(key.Kind, body);
    }

    /// <summary>A merge patch of this Lease to another holder.</summary>
    public JsonObject Taken(string holder, string? runUrl, DateTimeOffset now, TimeSpan duration) => Take(holder, runUrl, now, duration, Transitions + 1);

    public static JsonObject Renewal(DateTimeOffset now) => new() { ["spec"] = new JsonObject { ["renewTime"] = Times.Micro(now) } };

    /// <summary>A merge patch to no holder.</summary>
    public static JsonObject Release(DateTimeOffset now) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RunUrlAnnotation] = "" } },
        ["spec"] = new JsonObject { ["holderIdentity"] = "", ["leaseDurationSeconds"] = 1, ["renewTime"] = Times.Micro(now) },
    };

    private static JsonObject Take(string holder, string? runUrl, DateTimeOffset now, TimeSpan duration, int transitions) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RunUrlAnnotation] = runUrl ?? "" } },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = holder,
            ["leaseDurationSeconds"] = Math.Max(1, (int)duration.TotalSeconds),
            ["acquireTime"] = Times.Micro(now),
            ["renewTime"] = Times.Micro(now),
            ["leaseTransitions"] = transitions,
        },
    };

    private static int Number(KubeObject lease, string name) =>
        lease.At("spec", name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 0;
}
