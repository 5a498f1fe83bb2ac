using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KfTenants.Planning;

/// <summary>
/// The sum by which a reviewed plan is recognised: over the set, the cluster's uid, the scope and every pending change (id,
/// action, fields), never over times, versions, resourceVersions or uids of objects (design/plan-and-apply section 3).
/// </summary>
public static class PlanChecksum
{
    public static string Of(Plan plan)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("set", plan.Set);
            writer.WriteString("cluster", plan.Cluster.Uid);
            writer.WriteString("scope", plan.Scope is { } scope ? string.Join(',', scope.Order(StringComparer.Ordinal)) : null);
            writer.WriteStartArray("changes");
            foreach (var change in plan.Pending.OrderBy(c => c.Id, StringComparer.Ordinal))
            {
                Write(writer, change);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    /// <summary>The word for the kind of change, in the plan file and in the sum.</summary>
    public static string ActionOf(Change change) => change switch
    {
        Change.Create => "create",
        Change.Update => "update",
        Change.Replace => "replace",
        Change.Adopt => "adopt",
        Change.Release => "release",
        Change.Delete => "delete",
        Change.Conflict => "conflict",
        Change.Keep => "keep",
        _ => throw new UnreachableException(),
    };

    private static void Write(Utf8JsonWriter writer, Change change)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(change.Id);
        writer.WriteStringValue(ActionOf(change));
        foreach (var field in change.Fields)
        {
            writer.WriteStringValue(field.Pointer);
            writer.WriteStringValue(field.Before);
            writer.WriteStringValue(field.After);
        }

        writer.WriteEndArray();
    }
}
