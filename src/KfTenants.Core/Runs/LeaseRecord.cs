using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Runs;

/// <summary>
/// The lock of a set as its Lease shows it, and the patches that take, renew and release it in
/// client-go's way (tools/leaderelection): an emptied holder is free, and time is judged by the watcher's own clock.
/// Runs of one group hold it together: the group is the holder, each of them has a seat, and the last one who leaves releases it.
/// </summary>
/// <param name="Holder"><c>user@host/run-id</c>, or a group; empty: the lock is free. For who has a seat in the group that holds it: who sits there.</param>
/// <param name="RunUrl">Where the holder's log is, if a pipeline said so.</param>
/// <param name="Duration">For how long an unchanged record keeps others away.</param>
/// <param name="Live">What a write must still find.</param>
public sealed record LeaseRecord(
    string Holder, string? RunUrl, DateTimeOffset? Acquired, DateTimeOffset? Renewed, TimeSpan Duration, int Transitions, Precondition Live)
{
    public const string RunUrlAnnotation = "kftenants.io/run-url";

    /// <summary>What a record without a duration counts as.</summary>
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(60);

    private const string SeatPrefix = "kftenants.io/shard-";

    // Of all runs that hold it together, by annotation.
    private ImmutableSortedDictionary<string, string> Seats { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    private LeaseSeat? Seat { get; init; }

    // Our group holds it: there is a seat for us in it.
    private bool IsShared { get; init; }

    public bool IsFree => Holder.Length == 0;

    /// <summary>The Lease beside the set's parent, under its name.</summary>
    public static ObjectKey KeyOf(string setName) => Ownership.ParentOf(setName) with { Kind = ObjectKind.Lease };

    /// <param name="seat">Whose it is to be; null: of a run that holds the lock alone.</param>
    public static LeaseRecord Read(KubeObject lease, LeaseSeat? seat = null)
    {
        var record = new LeaseRecord(
            lease.Text("spec", "holderIdentity") ?? "",
            lease.Annotation(RunUrlAnnotation) is { Length: > 0 } url ? url : null,
            Times.Parse(lease.Text("spec", "acquireTime")),
            Times.Parse(lease.Text("spec", "renewTime")),
            Number(lease, "leaseDurationSeconds") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : DefaultDuration,
            Number(lease, "leaseTransitions"),
            Precondition.Of(lease))
        {
            Seats = SeatsOf(lease),
            Seat = seat,
        };
        return seat is null || record.Holder != seat.Group ? record : record.SharedWith(seat);
    }

    // As it stands in the way of who wants this seat: held by who sits there, and otherwise free.
    private LeaseRecord SharedWith(LeaseSeat seat)
    {
        var taken = Seats.GetValueOrDefault(NameOf(seat), "").Split(' ', 2);
        return this with { Holder = taken[0], Renewed = Times.Parse(taken.ElementAtOrDefault(1)), IsShared = true };
    }

    /// <summary>The holder has not moved between two looks.</summary>
    public bool IsUnchangedSince(LeaseRecord earlier) =>
        Live.Uid == earlier.Live.Uid && (Holder, Acquired, Renewed, Transitions) == (earlier.Holder, earlier.Acquired, earlier.Renewed, earlier.Transitions);

    /// <summary>By the clocks of two machines: a hint, never a reason to take over.</summary>
    public bool LooksDeadAt(DateTimeOffset now) => Renewed is not { } renewed || now - renewed > Duration;

    /// <summary>A Lease where there is none.</summary>
    public static KubeObject New(ObjectKey key, string holder, string? runUrl, DateTimeOffset now, TimeSpan duration, LeaseSeat? seat = null)
    {
        var body = Take(holder, runUrl, now, duration, transitions: 0, seat);
        body["apiVersion"] = key.Kind.ApiVersion;
        body["kind"] = key.Kind.Kind;
        body["metadata"]!["name"] = key.Name;
        body["metadata"]!["namespace"] = key.Namespace;
        body["metadata"]!["labels"] = new JsonObject { [Ownership.ManagedByLabel] = Ownership.ManagedByValue };
        return KubeObject.From(key.Kind, body);
    }

    /// <summary>A merge patch of this Lease to another holder, or to a further one of the group that holds it.</summary>
    public JsonObject Taken(string holder, string? runUrl, DateTimeOffset now, TimeSpan duration)
    {
        if (IsShared)
        {
            return Renewal(holder, now);
        }

        // Who sat there before is gone with the holder.
        var patch = Take(holder, runUrl, now, duration, Transitions + 1, Seat);
        LeaveAll(patch, but: Seat is null ? null : NameOf(Seat));
        return patch;
    }

    /// <summary>A merge patch that says that the holder is at work.</summary>
    public JsonObject Renewal(string holder, DateTimeOffset now)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["renewTime"] = Times.Micro(now) } };
        if (Seat is not null)
        {
            patch["metadata"] = new JsonObject { ["annotations"] = Sitting(Seat, holder, now) };
        }

        return patch;
    }

    /// <summary>A merge patch to no holder; while others of the group have a seat, to one seat less.</summary>
    public JsonObject Release(DateTimeOffset now)
    {
        if (IsShared && Seats.Keys.Any(s => s != NameOf(Seat!)))
        {
            return new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [NameOf(Seat!)] = null } } };
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RunUrlAnnotation] = "" } },
            ["spec"] = new JsonObject { ["holderIdentity"] = "", ["leaseDurationSeconds"] = 1, ["renewTime"] = Times.Micro(now) },
        };
        LeaveAll(patch, but: null);
        return patch;
    }

    private static JsonObject Take(string holder, string? runUrl, DateTimeOffset now, TimeSpan duration, int transitions, LeaseSeat? seat)
    {
        var annotations = seat is null ? [] : Sitting(seat, holder, now);
        annotations[RunUrlAnnotation] = runUrl ?? "";
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = annotations },
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = seat?.Group ?? holder,
                ["leaseDurationSeconds"] = Math.Max(1, (int)duration.TotalSeconds),
                ["acquireTime"] = Times.Micro(now),
                ["renewTime"] = Times.Micro(now),
                ["leaseTransitions"] = transitions,
            },
        };
    }

    private static JsonObject Sitting(LeaseSeat seat, string holder, DateTimeOffset now) => new() { [NameOf(seat)] = $"{holder} {Times.Micro(now)}" };

    private static string NameOf(LeaseSeat seat) => string.Create(CultureInfo.InvariantCulture, $"{SeatPrefix}{seat.Index}");

    private static ImmutableSortedDictionary<string, string> SeatsOf(KubeObject lease) =>
        lease.At("metadata", "annotations").Members().Where(a => a.Name.StartsWith(SeatPrefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(a => a.Name, a => a.Value.GetString() ?? "", StringComparer.Ordinal);

    private void LeaveAll(JsonObject patch, string? but)
    {
        foreach (var seat in Seats.Keys.Where(s => s != but))
        {
            patch["metadata"]!["annotations"]![seat] = null;
        }
    }

    private static int Number(KubeObject lease, string name) =>
        lease.At("spec", name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 0;
}
