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
            $"or say in fieldRules who wins ({{kind: {key.Kind}, path: {first.Field.Pointer}, manager: {first.Owner.Manager}, policy: take}})";
    }

    private static string Command(ObjectKey key, SemanticEquality equality, ImmutableArray<string> pointers)
    {
        var resource = key.Kind.Group.Length == 0 ? key.Kind.Plural : $"{key.Kind.Plural}.{key.Kind.Group}";
        var where = key.Namespace is null ? "" : $" -n {key.Namespace}";
        if (pointers.Any(equality.IsImmutable))
        {
            return $"kubectl delete {resource} {key.Name}{where}";
        }

        var patch = new JsonArray([.. pointers.Select(p => new JsonObject { ["op"] = "remove", ["path"] = p })]);
        return $"kubectl patch {resource} {key.Name}{where} --type=json -p '{CanonicalJson.Of(patch)}'";
    }
}
