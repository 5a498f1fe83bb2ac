using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KfTenants.Plans;

/// <summary>
/// The sum by which a reviewed plan is recognised: over the set, the cluster's uid, the scope and every pending change (id,
/// action, fields), never over times, versions, resourceVersions or uids of objects.
/// </summary>
public static class PlanChecksum
{
    public static string Of(Plan plan) =>
        Of(plan.Set, plan.Cluster.Uid, plan.Scope, plan.Pending.Select(c => (c.Id, c.Action, c.Fields.Select(f => (f.Pointer, f.Before, f.After)))));

    /// <summary>The same sum over what a document holds; field values count by meaning, in any spelling of their JSON.</summary>
    public static string Of(PlanDocument plan) =>
        Of(plan.Set, plan.Cluster.Uid, plan.Scope.Tenants, plan.Changes.Select(c => (c.Id, c.Action, c.Fields.Select(f => (f.Path, f.Old, f.New)))));

    private static string Of(
        string set,
        string clusterUid,
        ImmutableArray<string>? scope,
        IEnumerable<(string Id, string Action, IEnumerable<(string Pointer, string? Before, string? After)> Fields)> changes)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("set", set);
            writer.WriteString("cluster", clusterUid);
            writer.WriteString("scope", scope is { } tenants ? string.Join(',', tenants.Order(StringComparer.Ordinal)) : null);
            writer.WriteStartArray("changes");
            foreach (var change in changes.OrderBy(c => c.Id, StringComparer.Ordinal))
            {
                Write(writer, change);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    private static void Write(Utf8JsonWriter writer, (string Id, string Action, IEnumerable<(string Pointer, string? Before, string? After)> Fields) change)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(change.Id);
        writer.WriteStringValue(change.Action);
        foreach (var field in change.Fields)
        {
            writer.WriteStringValue(field.Pointer);
            writer.WriteStringValue(field.Before);
            writer.WriteStringValue(field.After);
        }

        writer.WriteEndArray();
    }
}
