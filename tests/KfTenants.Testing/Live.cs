using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Testing;

/// <summary>Live objects as an API server would show them after this tool, or another manager, wrote them.</summary>
public static class Live
{
    public static LiveState State(params KubeObject[] objects) => new(Some.Cluster, objects);

    /// <summary>The object after our apply of this intent.</summary>
    public static KubeObject Applied(KubeObject intent)
    {
        var body = Identified(intent);
        AddEntry(body, Ownership.FieldManager, "Apply", FieldSet.OfIntent(intent.Body).Leaves);
        return KubeObject.From(intent.Key.Kind, body);
    }

    /// <summary>The object as another manager made it, all of it theirs.</summary>
    public static KubeObject MadeBy(string manager, KubeObject content)
    {
        var body = Identified(content);
        AddEntry(body, manager, "Update", FieldSet.OfIntent(content.Body).Leaves);
        return KubeObject.From(content.Key.Kind, body);
    }

    public static KubeObject Of(ObjectKind kind, string json) => KubeObject.From(kind, JsonNode.Parse(json)!);

    /// <summary>The same state, its objects kept as they are where lists of an API server brought them.</summary>
    public static LiveState Listed(this LiveState live)
    {
        var shapes = new JsonShapes();
        return new LiveState(live.Cluster, live.All.Select(o => o.Listed(shapes))) { Looked = live.Looked, Unread = live.Unread };
    }

    /// <summary>The object, kept as it is where a list brought it.</summary>
    /// <param name="shapes">Of the objects that were listed before.</param>
    public static KubeObject Listed(this KubeObject live, JsonShapes shapes) =>
        shapes.Read(live.ToUtf8()) is { } json ? new KubeObject(live.Key.Kind, json) : live;

    /// <summary>The object after a manager set (or, with null, removed) one field by an update: the field is theirs now.</summary>
    public static KubeObject EditedBy(this KubeObject live, string manager, string pointer, JsonNode? value)
    {
        var body = live.ToNode();
        var segments = JsonPointer.Segments(pointer).ToArray();
        var parent = body;
        foreach (var segment in segments[..^1])
        {
            if (parent[segment] is not JsonObject inner)
            {
                parent[segment] = inner = [];
            }

            parent = inner;
        }

        parent.Remove(segments[^1]);
        if (value is not null)
        {
            parent[segments[^1]] = value;
        }

        foreach (var entry in body["metadata"]!["managedFields"]!.AsArray())
        {
            RemoveLeaf(entry!["fieldsV1"]!.AsObject(), segments);
        }

        if (value is not null)
        {
            AddEntry(body, manager, "Update", [pointer]);
        }

        return KubeObject.From(live.Key.Kind, body);
    }

    private static JsonObject Identified(KubeObject o)
    {
        var body = o.ToNode();
        var metadata = body["metadata"]!.AsObject();
        metadata["uid"] = "uid-" + o.Key;
        metadata["resourceVersion"] = "7";
        metadata["managedFields"] = new JsonArray();
        return body;
    }

    private static void AddEntry(JsonObject body, string manager, string operation, IEnumerable<string> leaves)
    {
        var fields = new JsonObject();
        foreach (var leaf in leaves)
        {
            var node = fields;
            foreach (var segment in JsonPointer.Segments(leaf))
            {
                if (node["f:" + segment] is not JsonObject inner)
                {
                    node["f:" + segment] = inner = [];
                }

                node = inner;
            }
        }

        body["metadata"]!["managedFields"]!.AsArray().Add(new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = operation,
            ["apiVersion"] = body["apiVersion"]?.GetValue<string>(),
            ["time"] = "2026-11-20T08:00:00Z",
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
        });
    }

    private static bool RemoveLeaf(JsonObject fields, ReadOnlySpan<string> path)
    {
        if (fields["f:" + path[0]] is not JsonObject inner)
        {
            return false;
        }

        if (path.Length == 1 || (RemoveLeaf(inner, path[1..]) && inner.Count == 0))
        {
            fields.Remove("f:" + path[0]);
            return true;
        }

        return false;
    }
}
