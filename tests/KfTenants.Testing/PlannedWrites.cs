using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Testing;

/// <summary>What the requests of a change say, for tests that ask about one aspect of them.</summary>
public static class PlannedWrites
{
    /// <summary>The pointers that a patch before the apply removes.</summary>
    public static IEnumerable<string> Unset(this Change change) => Preparation(change) is { } patch ? Nulls(patch, "") : [];

    /// <summary>The list of managers that comes before the apply; null when it stays as it is.</summary>
    public static string? ManagedFields(this Change change) =>
        Preparation(change)?.Member("metadata")?.Member("managedFields") is { } managers ? managers.GetRawText() : null;

    /// <summary>What the apply sends.</summary>
    public static WritePayload.Intent Apply(this Change change) => change.Writes.Select(w => w.Payload).OfType<WritePayload.Intent>().Single();

    private static JsonElement? Preparation(Change change) => change.Writes
        .Where(w => w.Key == change.Key).Select(w => w.Payload).OfType<WritePayload.MergePatch>().Select(p => (JsonElement?)p.Body).FirstOrDefault();

    private static IEnumerable<string> Nulls(JsonElement value, string pointer) => value.ValueKind switch
    {
        JsonValueKind.Null => [pointer],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Nulls(p.Value, $"{pointer}/{JsonPointer.Escape(p.Name)}")),
        _ => [],
    };
}
