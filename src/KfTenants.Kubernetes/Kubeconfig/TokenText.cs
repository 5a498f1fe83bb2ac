using System.Text.Json;

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
        var parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var payload = parts[1].Replace('-', '+').Replace('_', '/');
            using var claims = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
            return claims.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.TryGetProperty("exp", out var exp) &&
                exp.ValueKind == JsonValueKind.Number && exp.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300799
                ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
