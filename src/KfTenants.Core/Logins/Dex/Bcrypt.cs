using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Blowfish = BCrypt.Net.BCrypt;

namespace KfTenants.Logins.Dex;

/// <summary>
/// Password hashes as Dex takes them: bcrypt text, or base64 of it. BCrypt.Net-Next computes the digest; the text around it is read as
/// golang.org/x/crypto/bcrypt reads it, which is what decides at a login. The library gets only what has passed that reading: it
/// would take <c>$2x$</c> and any character of a salt, and throws three kinds of exceptions.
/// </summary>
public static partial class Bcrypt
{
    /// <summary>Dex answers a login with an error above this cost (server/server.go, upBoundCost); more would only burn time here.</summary>
    private const int MaxVerifiedCost = 16;
    private const int TextLength = 60;

    /// <summary>What a digest depends on besides the password: letter, cost and salt.</summary>
    private const int SettingsLength = 29;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Exactly <c>$2a$</c>, <c>$2b$</c> or <c>$2y$</c>, a cost of 04 to 31 and 53 characters, bare or in base64. Any cost: see <see cref="Cost"/>.</summary>
    public static bool IsWellFormed(string hash) => Unwrap(hash) is { Length: TextLength };

    /// <summary>The exponent; Dex lets people in with 10 to 16.</summary>
    /// <exception cref="FormatException">It is not a bcrypt hash; the message does not repeat it.</exception>
    public static int Cost(string hash) =>
        Unwrap(hash) is { } text ? (10 * (text[4] - '0')) + text[5] - '0' : throw new FormatException("it is not a bcrypt hash.");

    /// <summary>The password opens the hash. Like Go, it looks at 60 characters of the hash and 72 bytes of the password.</summary>
    public static bool Verifies(string hash, ReadOnlySpan<char> password)
    {
        if (Unwrap(hash) is not { } text || Cost(text) > MaxVerifiedCost)
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Digest(password, text[..SettingsLength])), Encoding.ASCII.GetBytes(text[SettingsLength..TextLength]));
    }

    /// <summary>A new hash, <c>$2b$…</c>.</summary>
    /// <param name="salt">16 random bytes; the caller has the randomness.</param>
    public static string Hash(string password, ReadOnlySpan<byte> salt, int cost)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, 31);
        var settings = $"$2b${cost:00}${Encode(salt)}";
        return settings + Digest(password, settings);
    }

    // Through bytes: half a surrogate pair becomes a replacement character, as it does wherever a password is written as UTF-8;
    // the library would throw. It looks at 72 bytes, with the zero at the end where there is room for it.
    private static string Digest(ReadOnlySpan<char> password, string settings)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(password)];
        Encoding.UTF8.GetBytes(password, bytes);
        try
        {
            return Blowfish.HashPassword(Encoding.UTF8.GetString(bytes), settings)[SettingsLength..];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The bcrypt text, with whatever follows it; null when it is none. Base64 is tried second, as in Dex (cmd/dex/config.go).</summary>
    private static string? Unwrap(string hash)
    {
        if (Shape().IsMatch(hash))
        {
            return hash;
        }

        var bytes = new byte[hash.Length];
        if (!Convert.TryFromBase64String(hash, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.Latin1.GetString(bytes, 0, length);
        return Shape().IsMatch(text) ? text : null;
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var result = new StringBuilder();
        int bits = 0, held = 0;
        foreach (var b in bytes)
        {
            held = (held << 8) | b;
            for (bits += 8; bits >= 6; bits -= 6)
            {
                result.Append(Alphabet[(held >> (bits - 6)) & 63]);
            }

            held &= (1 << bits) - 1;
        }

        return bits == 0 ? result.ToString() : result.Append(Alphabet[(held << (6 - bits)) & 63]).ToString();
    }

    [GeneratedRegex(@"^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")]
    private static partial Regex Shape();
}
