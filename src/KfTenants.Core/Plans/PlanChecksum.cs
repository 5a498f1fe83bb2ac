using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KfTenants.Plans;

/// <summary>
/// The sum by which a reviewed plan is recognised: over the set, the cluster's uid, the scope, the allowances, the settings that change and every
/// pending change (id, action, fields), never over times, versions, resourceVersions or uids of objects.
/// </summary>
public static class PlanChecksum
{
    /// <summary>Field values count by meaning, in any spelling of their JSON.</summary>
    public static string Of(PlanDocument plan)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("set", plan.Set);
            writer.WriteString("cluster", plan.Cluster.Uid);
            if (plan.IsOfSnapshot)
            {
                // No apply can be told to expect it.
                writer.WriteString("fidelity", plan.Fidelity);
            }

            writer.WriteString("scope", plan.Scope.Tenants is { } tenants ? string.Join(',', tenants.Order(StringComparer.Ordinal)) : null);
            WriteUnlessEmpty(writer, "allow", plan.Options?.Allow?.ToArray() ?? [], allowed => [allowed.Key, $"{allowed.Value}"]);
            WriteUnlessEmpty(writer, "settings", plan.Settings, setting => [setting.Path, setting.Old, setting.New]);
            writer.WriteStartArray("changes");
            foreach (var change in plan.Changes.OrderBy(c => c.Id, StringComparer.Ordinal))
            {
                string?[] whole = [change.Id, change.Action, .. change.Fields.SelectMany(f => new[] { f.Path, f.Old, f.New })];
                Write(writer, whole);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    private static void WriteUnlessEmpty<T>(Utf8JsonWriter writer, string name, IReadOnlyCollection<T> items, Func<T, string?[]> texts)
    {
        if (items.Count > 0)
        {
            writer.WriteStartArray(name);
            foreach (var item in items)
            {
                Write(writer, texts(item));
            }

            writer.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter writer, string?[] texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
