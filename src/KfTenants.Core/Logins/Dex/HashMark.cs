using System.Security.Cryptography;
using System.Text;

namespace KfTenants.Logins.Dex;

/// <summary>
/// What a snapshot holds in the place of a hash: a sum of it, so that the same hash is seen to be the same and another one to be another, and no one can
/// sign in or guess with it: a bcrypt hash has 128 random bits of salt. What is not shaped like a hash may be a password in clear text, and leaves no sum.
/// </summary>
public static class HashMark
{
    private const string Prefix = "kftenants-snapshot:";
    private const string SumPrefix = Prefix + "sha256:";
    private const string Hidden = Prefix + "hidden";

    /// <summary>The mark of a text that stands where a hash belongs; of a mark, itself, and of an empty text, which Dex takes for none, itself.</summary>
    public static string Of(string hash) => hash.Length == 0 || IsOne(hash) ? hash
        : Bcrypt.IsWellFormed(hash) ? SumPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash)))
        : Hidden;

    public static bool IsOne(string text) => text == Hidden || IsOfHash(text);

    /// <summary>It is the mark of a well-formed hash.</summary>
    public static bool IsOfHash(string text) =>
        text.StartsWith(SumPrefix, StringComparison.Ordinal) && text.Length == SumPrefix.Length + 64 && text[SumPrefix.Length..].All(char.IsAsciiHexDigitLower);
}
