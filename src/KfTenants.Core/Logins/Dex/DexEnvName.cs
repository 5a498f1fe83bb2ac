using System.Security.Cryptography;
using System.Text;

namespace KfTenants.Logins.Dex;

/// <summary>The environment variable, and Secret key, that carries a user's hash when hashes are kept in a Secret.</summary>
public static class DexEnvName
{
    private const string Prefix = "KFTENANTS_";
    private const int SlugLength = 40;

    /// <summary>Always <c>[A-Z_][A-Z0-9_]*</c>: the kubelet skips other names with no more than an Event.</summary>
    /// <param name="email">Taken byte for byte: the digest at the end keeps look-alikes apart.</param>
    public static string For(string email)
    {
        var slug = string.Concat(email.Take(SlugLength).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(email));
        return $"{Prefix}{slug}_{Convert.ToHexString(digest, 0, 4)}";
    }

    public static bool IsOurs(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);
}
