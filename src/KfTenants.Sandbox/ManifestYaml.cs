using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Yaml;

namespace KfTenants.Sandbox;

/// <summary>One document of a manifest file.</summary>
/// <param name="Start">The line of its <c>---</c>, or of its content when it has none, from 1.</param>
/// <param name="Line">The line where its content begins.</param>
/// <param name="Content">Null when the document is empty or the scalar null.</param>
internal sealed record YamlContent(int Start, int Line, JsonNode? Content);

/// <summary>Manifests between YAML and JSON: the core schema of YAML 1.2, which is what kubectl prints its quotes for.</summary>
public static class ManifestYaml
{
    /// <summary>All documents of a text.</summary>
    /// <exception cref="KfTenantsException">It is not YAML; the message begins with path and line.</exception>
    internal static ImmutableArray<YamlContent> Read(string path, string text) =>
        YamlReader.Read(path, text, YamlDialect.Manifest).TryGet(out var documents, out var errors)
            ? [.. documents.Select(d => new YamlContent(d.Line, d.Root.Location.Line, d.Root.ToJson()))]
            : throw new KfTenantsException($"{errors[0].Location}: is not valid YAML: {YamlReader.ReasonOf(errors[0])}");

    /// <summary>One document, in block style, ending with a line end.</summary>
    public static string Write(JsonObject document) => ManifestYamlWriter.Write(document);
}
