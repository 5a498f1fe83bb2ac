using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Reaping;

/// <summary>Live objects as a reaper sees them.</summary>
internal static class SomeObjects
{
    public static KubeObject Of(
        ObjectKind kind, string? space, string name, DateTimeOffset created, string? phase = null, (string Key, string Value)[]? labels = null,
        params (string Key, string Value)[] annotations)
    {
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["uid"] = $"{kind}-{space}-{name}",
            ["resourceVersion"] = "7",
            ["creationTimestamp"] = Times.Seconds(created),
            ["labels"] = new JsonObject((labels ?? []).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
            ["annotations"] = new JsonObject(annotations.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))),
        };
        if (space is not null)
        {
            metadata["namespace"] = space;
        }

        return KubeObject.From(kind, new JsonObject { ["metadata"] = metadata, ["status"] = phase is null ? null : new JsonObject { ["phase"] = phase } });
    }
}
