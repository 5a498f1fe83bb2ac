using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// Keeps what was sent out of what is printed: a server may quote a value that it refuses, and logins live in a Secret and in
/// Dex's ConfigMap.
/// </summary>
internal static class SecretText
{
    private const int ShortestSecret = 4;
    private const int ShortestLine = 12;

    private static readonly string[] Fields = ["data", "stringData", "binaryData"];

    public static ImmutableArray<string> Of(ObjectKind kind, JsonElement body) =>
        IsSecret(kind) ? Of(kind, JsonObject.Create(body)) : [];

    /// <summary>The values of a Secret's or ConfigMap's data, or a login's hash, longest first; none for other kinds.</summary>
    public static ImmutableArray<string> Of(ObjectKind kind, JsonObject? body)
    {
        if (body is null || !IsSecret(kind))
        {
            return [];
        }

        var values = Fields
            .SelectMany(name => body[name] as JsonObject ?? [])
            .Select(p => p.Value)
            .Append(kind == ObjectKind.Password ? body["hash"] : null)
            .Select(v => v is JsonValue value && value.TryGetValue<string>(out var text) ? text : "")
            .SelectMany(text => new[] { text, Decoded(text) }.Concat(text.Split('\n').Select(l => l.Trim()).Where(l => l.Length >= ShortestLine)))
            .Where(text => text.Length >= ShortestSecret)
            .Distinct(StringComparer.Ordinal);
        return [.. values.OrderByDescending(v => v.Length).ThenBy(v => v, StringComparer.Ordinal)];
    }

    private static bool IsSecret(ObjectKind kind) => kind == ObjectKind.Secret || kind == ObjectKind.ConfigMap || kind == ObjectKind.Password;

    public static string Redact(string message, ImmutableArray<string> secrets) =>
        secrets.Aggregate(message, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));

    private static string Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
