using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The text by which the kubelet signs in to registries (kubernetes pkg/credentialprovider/config.go).</summary>
public static class DockerConfig
{
    /// <param name="value">What the login's secret holds.</param>
    internal static string Of(RegistryLogin login, string value) => login switch
    {
        RegistryLogin.Account account => CanonicalJson.Of(new JsonObject
        {
            ["auths"] = new JsonObject
            {
                [account.Registry] = new JsonObject
                {
                    ["username"] = account.Username,
                    ["password"] = value,
                    ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.Username}:{value}")),
                },
            },
        }),
        _ => value,
    };

    /// <summary>The text has credentials of at least one registry in it, which no helper of another program would have to add.</summary>
    public static bool IsOne(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Member("auths") is { ValueKind: JsonValueKind.Object } auths && auths.EnumerateObject().Any() &&
                auths.EnumerateObject().All(r => r.Value.Member("auth") is not null || r.Value.Member("username") is not null || r.Value.Member("identitytoken") is not null);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
