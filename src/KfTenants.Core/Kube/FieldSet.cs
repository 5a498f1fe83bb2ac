using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KfTenants.Kube;

/// <summary>
/// A set of fields of one object, as one field manager owns them: JSON pointers (RFC 6901) of leaves. A leaf is a scalar, a list
/// or an empty map: every list in the kinds this tool applies is atomic under server-side apply, so nothing looks inside one.
/// </summary>
public sealed class FieldSet
{
    public static readonly FieldSet Empty = new([]);

    private FieldSet(List<string> leaves)
    {
        leaves.Sort(StringComparer.Ordinal);
        var kept = 0;
        for (var i = 0; i < leaves.Count; i++)
        {
            if (kept == 0 || leaves[i] != leaves[kept - 1])
            {
                leaves[kept++] = leaves[i];
            }
        }

        Leaves = [.. CollectionsMarshal.AsSpan(leaves)[..kept]];
    }

    /// <summary>The leaves, in ordinal order, each once.</summary>
    public ImmutableArray<string> Leaves { get; }

    public bool Contains(string pointer) => Leaves.BinarySearch(pointer, StringComparer.Ordinal) >= 0;

    /// <summary>The outermost map above this leaf of which the set has nothing; null when there is none. <c>metadata</c> itself is always there.</summary>
    public string? OutermostWithout(string leaf)
    {
        for (var end = leaf.IndexOf('/', 1); end > 0; end = leaf.IndexOf('/', end + 1))
        {
            var map = leaf[..end];
            if (map != "/metadata" && !Leaves.Any(l => l == map || JsonPointer.IsBelow(l, map)))
            {
                return map;
            }
        }

        return null;
    }

    /// <summary>The fields that an apply of this object would own: all but <c>apiVersion</c>, <c>kind</c>, and the identity and preconditions in <c>metadata</c>.</summary>
    public static FieldSet OfIntent(JsonElement intent)
    {
        var leaves = new List<string>();
        foreach (var property in intent.EnumerateObject())
        {
            switch (property.Name)
            {
                case "apiVersion" or "kind":
                    break;
                case "metadata":
                    foreach (var field in property.Value.EnumerateObject())
                    {
                        if (IsOfIntent(field.Name))
                        {
                            CollectLeaves(field.Value, "/metadata/" + field.Name, leaves);
                        }
                    }

                    break;
                default:
                    CollectLeaves(property.Value, "/" + JsonPointer.Escape(property.Name), leaves);
                    break;
            }
        }

        return new FieldSet(leaves);
    }

    /// <summary>The field of <c>metadata</c> belongs to what is asked for, and not to the identity.</summary>
    public static bool IsOfIntent(string metadataField) => metadataField is "labels" or "annotations" or "finalizers" or "ownerReferences";

    /// <summary>
    /// Reads a <c>fieldsV1</c> tree. Members inside lists (<c>k:</c>, <c>v:</c>, <c>i:</c>) keep that form as a path segment.
    /// </summary>
    /// <param name="limit">What it counts towards; null: a limit of its own.</param>
    /// <exception cref="FieldSetTooLargeException">It has more fields, or longer ones, than the limit allows.</exception>
    public static FieldSet FromFieldsV1(JsonElement fields, FieldSetLimit? limit = null)
    {
        var leaves = new List<string>();
        CollectOwned(fields, "", leaves, limit ?? new FieldSetLimit());
        return new FieldSet(leaves);
    }

    /// <summary>The set of these pointers.</summary>
    public static FieldSet Of(IEnumerable<string> leaves) => new([.. leaves]);

    /// <summary>The <c>fieldsV1</c> tree of this set; members inside lists keep their <c>k:</c>, <c>v:</c> or <c>i:</c>.</summary>
    public JsonObject ToFieldsV1()
    {
        var root = new JsonObject();
        foreach (var leaf in Leaves)
        {
            var node = root;
            foreach (var segment in JsonPointer.Segments(leaf))
            {
                var name = segment.StartsWith("k:{", StringComparison.Ordinal) ||
                    segment.StartsWith("v:", StringComparison.Ordinal) ||
                    segment.StartsWith("i:", StringComparison.Ordinal) ? segment : "f:" + segment;
                if (node[name] is not JsonObject child)
                {
                    node[name] = child = [];
                }

                node = child;
            }
        }

        return root;
    }

    private static void CollectLeaves(JsonElement value, string pointer, List<string> leaves)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() == 0)
        {
            leaves.Add(pointer);
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            CollectLeaves(property.Value, string.Concat(pointer, "/", JsonPointer.Escape(property.Name)), leaves);
        }
    }

    private static void CollectOwned(JsonElement node, string pointer, List<string> leaves, FieldSetLimit limit)
    {
        // "." says that the map itself is there; beside children it adds nothing that a merge decides by.
        var isLeaf = true;
        var members = node.ValueKind == JsonValueKind.Object ? node.EnumerateObject() : default;
        foreach (var property in members)
        {
            if (property.NameEquals("."u8))
            {
                continue;
            }

            isLeaf = false;
            var segment = property.Name.StartsWith("f:", StringComparison.Ordinal) ? property.Name[2..] : property.Name;
            limit.Take(pointer.Length + segment.Length);
            CollectOwned(property.Value, $"{pointer}/{JsonPointer.Escape(segment)}", leaves, limit);
        }

        if (isLeaf && pointer.Length > 0)
        {
            leaves.Add(pointer);
        }
    }
}
