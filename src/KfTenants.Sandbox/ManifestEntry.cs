using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>One object of a file: as it is written there, and as the cluster answers with it.</summary>
internal sealed class ManifestEntry(ManifestFile file, int line, JsonObject body)
{
    public ManifestFile File => file;

    /// <summary>Where it begins, from 1.</summary>
    public int Line => line;

    /// <summary>As written in the file.</summary>
    public JsonObject Body { get; set; } = body;

    /// <summary>Null when its kind is not known: such an object is left alone.</summary>
    public KubeObject? Object { get; set; }

    /// <summary>Its namespace, also when its kind is not known.</summary>
    public string? Namespace => (Body["metadata"] as JsonObject)?["namespace"] is JsonValue value ? value.ToString() : null;

    public bool IsGone { get; set; }
}
