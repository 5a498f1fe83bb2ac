using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace KfTenants.Testing;

/// <summary>What the real controllers of a release left in a cluster, step by step (Recorded/README.md).</summary>
public sealed class Recording
{
    private readonly JsonArray _steps;

    private Recording(string release, JsonArray steps)
    {
        Release = release;
        _steps = steps;
    }

    public string Release { get; }

    /// <param name="name">A file of the folder, without its extension.</param>
    public static JsonArray Read(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestPaths.Project(typeof(Recording)), "Recorded", name + ".json")))!.AsArray();

    public static Recording Of(string release) => new(release, Read(release));

    /// <summary>All objects as they were after a step.</summary>
    public ImmutableArray<JsonObject> After(string step)
    {
        var objects = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var recorded in _steps)
        {
            foreach (var gone in recorded!["gone"]!.AsArray())
            {
                objects.Remove((string)gone!);
            }

            foreach (var written in recorded["written"]!.AsArray())
            {
                objects[NameOf(written!.AsObject())] = written.AsObject();
            }

            if ((string?)recorded["step"] == step)
            {
                return [.. objects.Values.Select(o => o.DeepClone().AsObject())];
            }
        }

        throw new ArgumentException($"{Release} has no step {step}", nameof(step));
    }

    /// <summary>One line for each object and each difference; empty when the same was made.</summary>
    /// <param name="without">JSON pointers of fields that one side cannot have, or whose owners it counts otherwise.</param>
    public static string Difference(IEnumerable<JsonObject> expected, IEnumerable<JsonObject> actual, params string[] without)
    {
        var (wanted, made) = (Essences(expected, without), Essences(actual, without));
        var text = new StringBuilder();
        foreach (var name in wanted.Keys.Union(made.Keys).Order(StringComparer.Ordinal))
        {
            var (one, other) = (wanted.GetValueOrDefault(name) ?? [], made.GetValueOrDefault(name) ?? []);
            foreach (var line in one.Except(other))
            {
                text.Append(name).Append(": recorded: ").AppendLine(line);
            }

            foreach (var line in other.Except(one))
            {
                text.Append(name).Append(": made:     ").AppendLine(line);
            }
        }

        return text.ToString();
    }

    /// <summary><c>Kind/namespace/name</c>.</summary>
    public static string NameOf(JsonObject body) => string.Join('/', new[]
    {
        (string?)body["kind"], (string?)body["metadata"]!["namespace"], (string?)body["metadata"]!["name"],
    }.OfType<string>());

    private static Dictionary<string, string[]> Essences(IEnumerable<JsonObject> objects, string[] without) =>
        objects.Where(o => !IsOfTheServer(o)).ToDictionary(NameOf, o => Essence(o, without), StringComparer.Ordinal);

    // The namespace's own account, which the controller manager makes.
    private static bool IsOfTheServer(JsonObject body) => (string?)body["kind"] == "ServiceAccount" && (string?)body["metadata"]!["name"] == "default";

    // What was asked for and who asked, without times, versions, identities and what other controllers add.
    private static string[] Essence(JsonObject body, string[] without)
    {
        var lines = new List<string>();
        foreach (var (name, value) in body)
        {
            if (name is "spec" or "roleRef" or "subjects")
            {
                Leaves(value, "/" + name, lines);
            }
        }

        var metadata = body["metadata"]!.AsObject();
        foreach (var name in new[] { "labels", "annotations", "finalizers", "generation" })
        {
            Leaves(metadata[name], "/metadata/" + name, lines);
        }

        foreach (var owner in metadata["ownerReferences"] as JsonArray ?? [])
        {
            Leaves(owner, "/metadata/ownerReferences", lines);
        }

        lines.RemoveAll(l => l.StartsWith("/metadata/ownerReferences/uid=", StringComparison.Ordinal) || without.Any(w => l.StartsWith(w + "=", StringComparison.Ordinal)));
        foreach (var entry in metadata["managedFields"] as JsonArray ?? [])
        {
            var fields = new SortedSet<string>(StringComparer.Ordinal);
            Owned(entry!["fieldsV1"]!.AsObject(), body, "", fields);
            fields.RemoveWhere(f => without.Any(w => f == w || f.StartsWith(w + "/", StringComparison.Ordinal)));
            if (fields.Count > 0)
            {
                lines.Add($"{entry["manager"]} {entry["operation"]}: {string.Join(' ', fields)}");
            }
        }

        return [.. lines];
    }

    private static void Leaves(JsonNode? value, string pointer, List<string> lines)
    {
        switch (value)
        {
            case null:
                break;
            case JsonObject { Count: > 0 } map:
                foreach (var (name, member) in map)
                {
                    Leaves(member, $"{pointer}/{Escaped(name)}", lines);
                }

                break;
            case JsonArray list:
                lines.AddRange(list.Select(Sorted).Select((item, index) => $"{pointer}/{index}={item?.ToJsonString()}"));
                break;
            default:
                lines.Add($"{pointer}={value.ToJsonString()}");
                break;
        }
    }

    // Lists, and maps that servers of one version take as a whole and those of another member by member, count as one field. That a
    // map itself is owned, beside what is in it, is not looked at.
    private static void Owned(JsonObject fields, JsonNode? value, string pointer, SortedSet<string> found)
    {
        if (fields.Any(f => f.Key is ['k' or 'v', ':', ..]) || pointer is "/roleRef" || (fields.Count == 0 && value is not JsonObject { Count: > 0 }))
        {
            found.Add(pointer);
            return;
        }

        foreach (var (name, inner) in fields.Where(f => f.Key.StartsWith("f:", StringComparison.Ordinal) && f.Key is not ("f:status" or "f:secrets")))
        {
            Owned(inner!.AsObject(), (value as JsonObject)?[name[2..]], $"{pointer}/{Escaped(name[2..])}", found);
        }
    }

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
