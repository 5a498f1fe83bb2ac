using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>
/// The bookkeeping in <c>metadata.managedFields</c>, on the trees themselves: what this program does not understand of another
/// manager's entry stays as it is.
/// </summary>
internal static class ManagedFields
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    /// <summary>Gives a manager exactly these fields; an empty set takes its entry away. The entry keeps its time when nothing changed.</summary>
    public static void Set(JsonObject body, string manager, string operation, string apiVersion, FieldSet fields, bool hasNewValues, DateTimeOffset now)
    {
        var entries = Entries(body);
        var entry = Find(entries, manager, operation);
        if (fields.Leaves.IsEmpty)
        {
            if (entry is not null)
            {
                entries.Remove(entry);
            }

            Store(body, entries);
            return;
        }

        if (!hasNewValues && entry?["fieldsV1"] is { } present && SetOf(present).Leaves.SequenceEqual(fields.Leaves))
        {
            return;
        }

        if (entry is null)
        {
            entry = new JsonObject { ["manager"] = manager, ["operation"] = operation };
            entries.Add((JsonNode)entry);
        }

        entry["apiVersion"] = apiVersion;
        entry["time"] = Times.Seconds(now);
        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = fields.ToFieldsV1();
        Store(body, entries);
    }

    /// <summary>Takes these fields, and what lies below them, from every manager but one.</summary>
    public static void Take(JsonObject body, IReadOnlyCollection<string> pointers, string? butManager, string? butOperation)
    {
        if (pointers.Count == 0)
        {
            return;
        }

        var entries = Entries(body);
        foreach (var entry in entries.OfType<JsonObject>().ToArray())
        {
            if (IsOf(entry, butManager, butOperation) || entry["fieldsV1"] is not JsonObject fields)
            {
                continue;
            }

            foreach (var pointer in pointers)
            {
                Remove(fields, JsonPointer.Segments(pointer), 0);
            }

            if (fields.Count == 0)
            {
                entries.Remove(entry);
            }
        }

        Store(body, entries);
    }

    /// <summary>
    /// Records an ordinary write (create, PUT, PATCH): what it added or changed is the manager's, what it removed has no manager.
    /// An object whose managers are not recorded stays so, as on a real server (fieldmanager/skipnonapplied.go).
    /// </summary>
    public static void RecordUpdate(JsonObject? before, JsonObject after, string manager, string apiVersion, DateTimeOffset now)
    {
        if (before is not null && Entries(before).Count == 0)
        {
            return;
        }

        var changed = ChangedLeaves(before, after);
        var gone = before is null ? [] : Leaves(before).Where(p => !JsonPath.Has(after, p)).ToArray();
        Take(after, [.. changed, .. gone], manager, Update);
        Take(after, gone, null, null);
        var own = Find(Entries(after), manager, Update)?["fieldsV1"] is { } fields ? SetOf(fields) : FieldSet.Empty;
        if (changed.Length > 0)
        {
            Set(after, manager, Update, apiVersion, FieldSet.Of(own.Leaves.Union(changed)), hasNewValues: true, now);
        }
    }

    /// <summary>The leaves of <paramref name="after"/> that are new or differ.</summary>
    public static string[] ChangedLeaves(JsonObject? before, JsonObject after) =>
        [.. Leaves(after).Where(p => before is null || !JsonPath.Has(before, p) || !JsonNode.DeepEquals(JsonPath.At(before, p), JsonPath.At(after, p)))];

    public static FieldSet SetOf(JsonNode fieldsV1) => FieldSet.FromFieldsV1(fieldsV1.Deserialize());

    /// <summary>Every list but an atomic one is taken as a whole here too, which is right for all kinds that this program writes.</summary>
    public static IReadOnlyCollection<string> Leaves(JsonObject body) => FieldSet.OfIntent(body.Deserialize()).Leaves;

    private static JsonArray Entries(JsonObject body) => (body["metadata"]?["managedFields"] as JsonArray)?.DeepClone() as JsonArray ?? [];

    private static void Store(JsonObject body, JsonArray entries)
    {
        if (body["metadata"] is not JsonObject metadata)
        {
            return;
        }

        metadata.Remove("managedFields");
        if (entries.Count > 0)
        {
            // The server's order (structured-merge-diff, managedfields sort): applies first, then by age, then by name.
            metadata["managedFields"] = new JsonArray([.. entries.OfType<JsonObject>()
                .OrderBy(e => Word(e, "operation") == Apply ? 0 : 1)
                .ThenBy(e => Word(e, "time"), StringComparer.Ordinal)
                .ThenBy(e => Word(e, "manager"), StringComparer.Ordinal)
                .Select(e => e.DeepClone())]);
        }
    }

    private static JsonObject? Find(JsonArray entries, string manager, string operation) =>
        entries.OfType<JsonObject>().FirstOrDefault(e => IsOf(e, manager, operation));

    private static bool IsOf(JsonObject entry, string? manager, string? operation) =>
        Word(entry, "manager") == manager && Word(entry, "operation") == operation && Word(entry, "subresource") is null or "";

    private static string? Word(JsonObject entry, string name) => entry[name] is JsonValue value ? value.ToString() : null;

    /// <returns>Whether nothing is left of the node.</returns>
    private static bool Remove(JsonObject node, string[] segments, int at)
    {
        var name = node.ContainsKey(segments[at]) && segments[at].Contains(':', StringComparison.Ordinal) ? segments[at] : "f:" + segments[at];
        if (node[name] is JsonObject child && (at == segments.Length - 1 || Remove(child, segments, at + 1)))
        {
            node.Remove(name);
            return node.Count == 0;
        }

        return false;
    }
}
