using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Checks a bearer token as text; no message ever shows it.</summary>
internal static class TokenText
{
    /// <summary>The token, if it can stand in the Authorization header.</summary>
    public static string Checked(string token, string what) =>
        token.Length > 0 && token.All(c => c is > ' ' and <= '~')
            ? token
            : throw new KfTenantsException($"{what} holds a blank, a line break or another character that cannot stand in a header");

    public static string FromFile(string path, string what)
    {
        var token = ConfigFiles.Read(path, what).Trim();
        return token.Length > 0 ? Checked(token, $"{what} {path}") : throw new KfTenantsException($"{what} {path} is empty");
    }

    /// <summary>When a JWT expires; null when it is none or does not say.</summary>
    public static DateTimeOffset? Expiry(string jwt)
    {
        using var claims = Claims(jwt);
        return claims?.RootElement.Member("exp") is { ValueKind: JsonValueKind.Number } exp && exp.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
    }

    /// <summary>Whom a JWT says it is for: the e-mail, which people know each other by, else the subject. Not proven here.</summary>
    public static string? Subject(string jwt)
    {
        using var claims = Claims(jwt);
        return claims?.RootElement.TextMember("email") ?? claims?.RootElement.TextMember("sub");
    }

    private static JsonDocument? Claims(string jwt)
    {
        var parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var payload = parts[1].Replace('-', '+').Replace('_', '/');
            return JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
