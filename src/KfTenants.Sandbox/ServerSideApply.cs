using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Resources;

namespace KfTenants.Sandbox;

/// <summary>The result of an apply: a body to store, or the fields that are in the way.</summary>
/// <param name="Body">The object as it is to be stored; null when there are conflicts.</param>
/// <param name="IsChanged">False: nothing at all is to be stored, not even a time.</param>
internal sealed record ApplyResult(JsonObject? Body, bool IsChanged, ImmutableArray<FieldOwner> Conflicts);

/// <summary>
/// Server-side apply as an API server does it (structured-merge-diff, merge/update.go), for
/// the kinds this program knows: maps merge by key, lists are replaced as a whole.
/// </summary>
internal static class ServerSideApply
{
    private static ImmutableArray<string> AtomicMaps(ObjectKind kind) => TenantResources.Find(kind)?.Equality.AtomicMaps ?? [];

    /// <param name="live">Null: the object is created.</param>
    /// <param name="intent">What the manager wants; without status, managed fields and preconditions.</param>
    public static ApplyResult Apply(ObjectKind kind, JsonObject? live, JsonObject intent, string manager, bool force, DateTimeOffset now)
    {
        var atomic = AtomicMaps(kind);
        var wanted = WantedLeaves(intent, atomic);
        var merged = live?.DeepClone().AsObject() ?? Skeleton(intent);
        foreach (var pointer in wanted)
        {
            Put(merged, pointer, JsonPath.At(intent, pointer), atomic.Contains(pointer));
        }

        if (live is null)
        {
            ManagedFields.Set(merged, manager, ManagedFields.Apply, kind.ApiVersion, FieldSet.Of(wanted), hasNewValues: true, now);
            return new ApplyResult(merged, IsChanged: true, []);
        }

        var managers = KubeObject.From(kind, live).Managers;
        var changed = wanted.Where(p => !JsonPath.Has(live, p) || !JsonNode.DeepEquals(JsonPath.At(live, p), JsonPath.At(merged, p))).ToArray();
        var inTheWay = changed.SelectMany(p => managers.OwnersOf(p).Where(e => !IsApplyOf(e, manager)).Select(e => new FieldOwner(e.Manager, JsonPath.ToField(p))))
            .Distinct().OrderBy(o => o.Manager, StringComparer.Ordinal).ThenBy(o => o.Field, StringComparer.Ordinal).ToImmutableArray();
        if (inTheWay.Length > 0 && !force)
        {
            return new ApplyResult(null, IsChanged: false, inTheWay);
        }

        var gone = RemoveGivenUp(merged, managers, manager, wanted, atomic);
        ManagedFields.Take(merged, changed, manager, ManagedFields.Apply);
        ManagedFields.Take(merged, gone, manager, ManagedFields.Apply);
        ManagedFields.Set(merged, manager, ManagedFields.Apply, kind.ApiVersion, FieldSet.Of(wanted), hasNewValues: changed.Length + gone.Length > 0, now);
        return JsonNode.DeepEquals(live, merged)
            ? new ApplyResult(live, IsChanged: false, [])
            : new ApplyResult(merged, IsChanged: true, []);
    }

    /// <summary>As kubectl would read it: one line a manager.</summary>
    public static string Message(ObjectKey key, ImmutableArray<FieldOwner> conflicts) =>
        $"{key}: {string.Join("; ", conflicts.GroupBy(c => c.Manager).Select(g => $"{g.Key} owns {string.Join(", ", g.Select(c => c.Field))}"))}";

    private static bool IsApplyOf(FieldManagerEntry entry, string manager) =>
        entry.Manager == manager && entry.Operation == ManagedFields.Apply && entry.Subresource is null;

    // Removes what the manager owned before and no longer sends, unless another manager owns it, too. A map of which no
    // field is wanted or owned any more goes whole, with what no manager owns in it: a Secret's keys that came as stringData, for example.
    private static string[] RemoveGivenUp(JsonObject merged, FieldManagers managers, string manager, string[] wanted, ImmutableArray<string> atomic)
    {
        var before = managers.Entries.FirstOrDefault(e => IsApplyOf(e, manager))?.Fields ?? FieldSet.Empty;
        var gone = before.Leaves
            .Where(p => !wanted.Contains(p) && !wanted.Any(w => JsonPointer.IsBelow(w, p)))
            .Where(p => !managers.OwnersOf(p).Any(e => !IsApplyOf(e, manager)))
            .Where(p => JsonPath.Has(merged, p) && (atomic.Contains(p) || JsonPath.At(merged, p) is not JsonObject { Count: > 0 }))
            .ToArray();
        foreach (var pointer in gone)
        {
            JsonPath.Remove(merged, Highest(pointer));
        }

        return gone;

        string Highest(string pointer)
        {
            while (pointer[..pointer.LastIndexOf('/')] is { Length: > 0 } parent && parent != "/metadata" && !IsHeld(parent))
            {
                pointer = parent;
            }

            return pointer;
        }

        bool IsHeld(string map) =>
            wanted.Any(w => w == map || JsonPointer.IsBelow(w, map)) ||
            managers.Entries.Any(e => !IsApplyOf(e, manager) && e.Fields.Leaves.Any(f => f == map || JsonPointer.IsBelow(f, map)));
    }

    private static string[] WantedLeaves(JsonObject intent, ImmutableArray<string> atomic) =>
        [.. ManagedFields.Leaves(intent)
            .Where(p => p != "/status" && !p.StartsWith("/status/", StringComparison.Ordinal))
            .Select(p => atomic.FirstOrDefault(a => JsonPointer.IsBelow(p, a)) ?? p)
            .Distinct()];

    private static JsonObject Skeleton(JsonObject intent)
    {
        var metadata = new JsonObject { ["name"] = intent["metadata"]?["name"]?.DeepClone() };
        if (intent["metadata"]?["namespace"] is { } inNamespace)
        {
            metadata["namespace"] = inNamespace.DeepClone();
        }

        return new JsonObject
        {
            ["apiVersion"] = intent["apiVersion"]?.DeepClone(),
            ["kind"] = intent["kind"]?.DeepClone(),
            ["metadata"] = metadata,
        };
    }

    private static void Put(JsonObject body, string pointer, JsonNode? value, bool isAtomic)
    {
        var segments = JsonPointer.Segments(pointer).ToArray();
        var holder = body;
        foreach (var segment in segments[..^1])
        {
            if (holder[segment] is not JsonObject next)
            {
                holder[segment] = next = [];
            }

            holder = next;
        }

        // An empty map asks for the map, not for its emptiness.
        if (!isAtomic && value is JsonObject { Count: 0 } && holder[segments[^1]] is JsonObject)
        {
            return;
        }

        if (!holder.ContainsKey(segments[^1]) || !JsonNode.DeepEquals(holder[segments[^1]], value))
        {
            holder[segments[^1]] = value?.DeepClone();
        }
    }
}
