using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Logins;

/// <summary>A login as a Password object of Dex (storage/kubernetes/types.go): the fields stand at the top, the hash is base64 of the bcrypt text.</summary>
public static class PasswordObject
{
    // What Dex has of a login but its hash: everything else in a Password may be another program's addition, and is taken for a secret.
    private static readonly HashSet<string> Open =
        new(["email", "username", "userID", "name", "preferredUsername", "emailVerified", "groups"], StringComparer.Ordinal);

    /// <summary>A field at the top whose value people may see.</summary>
    public static bool IsOpen(string field) => Open.Contains(field);

    /// <param name="user">With a concrete hash.</param>
    public static KubeObject For(string setName, ObjectKey key, DexUser user)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = key.Kind.ApiVersion,
            ["kind"] = key.Kind.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = key.Name,
                ["namespace"] = key.Namespace,

                // No tenant's: one person may be in many.
                ["labels"] = new JsonObject
                {
                    [Ownership.ManagedByLabel] = Ownership.ManagedByValue,
                    [Ownership.PartOfLabel] = Ownership.SetId(setName),
                },
            },
            ["email"] = user.Email,
            ["hash"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(user.Hash ?? "")),
            ["username"] = user.Username ?? "",
            ["userID"] = user.UserId ?? "",
        };
        foreach (var (name, claim) in new[] { ("name", user.Name), ("preferredUsername", user.PreferredUsername) })
        {
            if (claim is not null)
            {
                body[name] = claim;
            }
        }

        if (user.EmailVerified is { } verified)
        {
            body["emailVerified"] = verified;
        }

        if (user.Groups is { IsDefault: false } groups)
        {
            body["groups"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]);
        }

        return KubeObject.From(key.Kind, body);
    }

    /// <summary>The bcrypt text; null when it is absent or no base64.</summary>
    public static string? HashOf(KubeObject password)
    {
        if (password.Text("hash") is not { } encoded)
        {
            return null;
        }

        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>The login that it is.</summary>
    public static DexUser ToUser(KubeObject password) => new(
        password.Text("email") ?? "",
        HashOf(password),
        null,
        password.Text("username"),
        password.Text("userID"),
        password.Text("name"),
        password.Text("preferredUsername"),
        password.At("emailVerified") is { ValueKind: JsonValueKind.True or JsonValueKind.False } verified ? verified.GetBoolean() : null,
        password.At("groups") is null ? null : [.. password.At("groups").Items().Select(g => g.ToString())]);

    /// <summary>Written by this tool for this set: the label alone is not evidence, it can be copied.</summary>
    public static bool IsOf(string setName, KubeObject password) =>
        password.Label(Ownership.PartOfLabel) == Ownership.SetId(setName) && password.Managers.IncludeUs;
}
