using System.Collections.Immutable;
using System.Text;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// Whom a credential says it is for, where the server cannot be asked (Kubernetes before 1.28): the impersonated user, a token's
/// claims, the certificate's common name, the basic user name. Nothing here is proven, and nothing is decided by it.
/// </summary>
internal static class ClaimedName
{
    private const int Longest = 256;

    public static string? Of(ImmutableArray<(string Name, string Value)> headers, RequestCredential credential)
    {
        var name = headers.Where(h => h.Name == "Impersonate-User").Select(h => h.Value).FirstOrDefault()
            ?? OfAuthorization(credential.Authorization)
            ?? credential.Certificate?.CommonName;
        return name is { Length: > 0 and <= Longest } ? name : null;
    }

    private static string? OfAuthorization(string? authorization)
    {
        const string Bearer = "Bearer ";
        const string Basic = "Basic ";
        if (authorization is null)
        {
            return null;
        }

        if (authorization.StartsWith(Bearer, StringComparison.Ordinal))
        {
            return TokenText.Subject(authorization[Bearer.Length..]);
        }

        if (!authorization.StartsWith(Basic, StringComparison.Ordinal))
        {
            return null;
        }

        // Made by this program of a name and a password: only what stands before the colon may be seen.
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(authorization[Basic.Length..]));
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? pair[..colon] : null;
    }
}
