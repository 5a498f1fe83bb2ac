using KfTenants.Credentials;

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
    public static DateTimeOffset? Expiry(string jwt) => TokenClaims.Read(jwt)?.Expires;

    /// <summary>Whom a JWT says it is for: the e-mail, which people know each other by, else the subject. Not proven here.</summary>
    public static string? Subject(string jwt) => TokenClaims.Read(jwt) is { } claims ? claims.Email ?? claims.Subject : null;
}
