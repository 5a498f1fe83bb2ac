using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Logins;

/// <summary>What a snapshot holds of the objects in which logins are: all that a plan compares, and no secret value.</summary>
public static class LoginTraces
{
    /// <summary>Data and binary data of the ConfigMap with Dex's configuration.</summary>
    public static JsonObject OfConfigMap(KubeObject configMap)
    {
        var body = new JsonObject();
        var data = Texts(configMap, "data").ToDictionary(
            p => p.Name, p => (JsonNode?)(DexLogins.IsRecordKey(p.Name) ? DexOutline.OfRecord(p.Text) : DexOutline.Of(p.Text)), StringComparer.Ordinal);
        if (data.Count > 0)
        {
            body["data"] = new JsonObject(data);
        }

        var kept = Texts(configMap, "binaryData").Where(p => DexLogins.IsKeptKey(p.Name))
            .ToDictionary(p => p.Name, p => (JsonNode?)DexOutline.OfKept(p.Text), StringComparer.Ordinal);
        if (kept.Count > 0)
        {
            body["binaryData"] = new JsonObject(kept);
        }

        return body;
    }

    /// <summary>Which keys a Secret has, each with the mark of its hash.</summary>
    public static JsonObject OfSecret(KubeObject secret) => new()
    {
        ["data"] = new JsonObject(Texts(secret, "data").Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Encoded(LoginResolver.SecretText(secret, p.Name))))),
    };

    /// <summary>A Password object, with the mark of its hash.</summary>
    public static JsonObject OfPassword(KubeObject password)
    {
        var body = new JsonObject();
        foreach (var name in password.Content)
        {
            body[name] = PasswordObject.IsOpen(name) ? password.At(name)?.ToNode()
                : name == "hash" ? Encoded(PasswordObject.HashOf(password))
                : FieldChange.HiddenText;
        }

        return body;
    }

    // What is no base64 stays so.
    private static string Encoded(string? hash) => hash is null ? FieldChange.HiddenText : Convert.ToBase64String(Encoding.UTF8.GetBytes(HashMark.Of(hash)));

    private static IEnumerable<(string Name, string Text)> Texts(KubeObject o, string field) =>
        o.At(field).Members().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => (p.Name, p.Value.GetString()!));
}
