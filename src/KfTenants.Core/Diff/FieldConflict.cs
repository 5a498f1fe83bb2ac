using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>The sentence about fields that managers hold who may not be overruled: every manager, path and age, and the three remedies.</summary>
internal static class FieldConflict
{
    public static string Detail(ObjectKey key, SemanticEquality equality, ImmutableArray<(FieldChange Field, FieldManagerEntry Owner)> blocked)
    {
        var managers = from b in blocked
                       group b by (b.Owner.Manager, b.Owner.Operation, b.Owner.Time) into held
                       orderby held.Key.Manager, held.Key.Time
                       let since = held.Key.Time is { } time ? $" since {time:yyyy-MM-dd HH:mm}Z" : ""
                       select $"field manager \"{held.Key.Manager}\" ({held.Key.Operation}) holds " +
                           $"{string.Join(", ", held.Select(h => h.Field.Pointer).Distinct(StringComparer.Ordinal))}{since}";
        var first = blocked[0];
        return $"{string.Join("; ", managers)}. Make the file agree, or free the field " +
            $"({Command(key, equality, [.. blocked.Select(b => b.Field.Pointer).Distinct(StringComparer.Ordinal)])}), " +
            $"or say in fieldRules who wins ({{kind: {key.Kind}, path: {PasteText.Yaml(first.Field.Pointer)}, manager: {PasteText.Yaml(first.Owner.Manager)}, policy: take}})";
    }

    private static string Command(ObjectKey key, SemanticEquality equality, ImmutableArray<string> pointers)
    {
        if (pointers.Any(equality.IsImmutable))
        {
            return PasteText.Kubectl("delete", key);
        }

        var patch = new JsonArray([.. pointers.Select(p => new JsonObject { ["op"] = "remove", ["path"] = p })]);
        return PasteText.Kubectl("patch", key, "--type=json", "-p", CanonicalJson.Of(patch));
    }
}
