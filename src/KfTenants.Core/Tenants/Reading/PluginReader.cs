using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KfTenants.Diagnostics;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads Profile plugins. The profile-controller skips the whole list silently when it cannot read one (plugin_iam.go, plugin_workload_identity.go).</summary>
internal static class PluginReader
{
    // By kind; the first key is required.
    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["AwsIamForServiceAccount"] = ["awsIamRole", "annotateOnly"],
        ["WorkloadIdentity"] = ["gcpServiceAccount"],
    };

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when the key is absent.</summary>
    public static ImmutableArray<Plugin>? Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent.List("plugins") is not { } list)
        {
            return null;
        }

        var plugins = new List<Plugin>();
        var first = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var entry in list.Maps())
        {
            if (entry.Text("kind") is not { } kind || entry.Map("spec") is not { } spec)
            {
                continue;
            }

            if (!first.TryAdd(kind.Text, kind.Location))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(kind.Location, "plugin", kind.Text, first[kind.Text]));
            }

            CheckKeys(kind.Text, spec, findings);
            plugins.Add(new Plugin(kind.Text, ToJson(spec)));
        }

        return [.. plugins];
    }

    private static void CheckKeys(string kind, YamlNode.Mapping spec, DiagnosticBag findings)
    {
        if (!Keys.TryGetValue(kind, out var keys))
        {
            return;
        }

        // A key that no plugin knows was already found by the schema, and may be the required one, misspelled.
        var known = Keys.Values.SelectMany(k => k).ToHashSet(StringComparer.Ordinal);
        if (!spec.Has(keys[0]) && spec.Entries.All(e => known.Contains(e.Key)))
        {
            findings.Add(KnownDiagnostics.WrongPluginKey(spec.Location, kind, $"needs the key {QuotedText.Of(keys[0])} in its spec"));
        }

        foreach (var entry in spec.Entries.Where(e => known.Contains(e.Key) && !keys.Contains(e.Key, StringComparer.Ordinal)))
        {
            findings.Add(KnownDiagnostics.WrongPluginKey(entry.KeyLocation, kind, $"does not know the key {QuotedText.Of(entry.Key)}"));
        }
    }

    private static string ToJson(YamlNode.Mapping spec)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Relaxed))
        {
            writer.WriteStartObject();
            foreach (var entry in spec.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                switch (entry.Value)
                {
                    case YamlNode.Scalar { Kind: ScalarKind.Boolean } truth:
                        writer.WriteBoolean(entry.Key, CoreScalars.ToBoolean(truth.Text));
                        break;
                    case YamlNode.Scalar { Kind: ScalarKind.Text } text:
                        writer.WriteString(entry.Key, text.Text);
                        break;
                    default:
                        // No other kind passes the schema.
                        break;
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
