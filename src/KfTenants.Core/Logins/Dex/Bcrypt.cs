using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Crypto.Generators;

namespace KfTenants.Logins.Dex;

/// <summary>
/// Password hashes as Dex takes them: bcrypt text, or base64 of it. BouncyCastle computes the cipher; the text around it is read as
/// golang.org/x/crypto/bcrypt reads it, which is what decides at a login.
/// </summary>
public static partial class Bcrypt
{
    /// <summary>Dex answers a login with an error above this cost (server/server.go, upBoundCost); more would only burn time here.</summary>
    private const int MaxVerifiedCost = 16;
    private const int PasswordLength = 72;
    private const int TextLength = 60;
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

        var digest = Digest(password, Decode(text.AsSpan(7, 22), 16), Cost(text));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(digest), Encoding.ASCII.GetBytes(text[29..TextLength]));
    }

    /// <summary>A new hash, <c>$2b$…</c>.</summary>
    /// <param name="salt">16 random bytes; the caller has the randomness.</param>
    public static string Hash(string password, ReadOnlySpan<byte> salt, int cost)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, 31);
        return $"$2b${cost:00}${Encode(salt)}{Digest(password, salt, cost)}";
    }

    private static string Digest(ReadOnlySpan<char> password, ReadOnlySpan<byte> salt, int cost)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(password) + 1];
        Encoding.UTF8.GetBytes(password, bytes);
        // The zero at the end is part of the key where there is room for it.
        var key = bytes[..Math.Min(bytes.Length, PasswordLength)];
        try
        {
            return Encode(BCrypt.Generate(key, salt.ToArray(), cost).AsSpan(0, 23));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(key);
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

    private static byte[] Decode(ReadOnlySpan<char> text, int length)
    {
        var result = new byte[length];
        int bits = 0, held = 0, at = 0;
        foreach (var c in text)
        {
            held = (held << 6) | Alphabet.IndexOf(c, StringComparison.Ordinal);
            bits += 6;
            if (bits >= 8 && at < length)
            {
                bits -= 8;
                result[at++] = (byte)(held >> bits);
                held &= (1 << bits) - 1;
            }
        }

        return result;
    }

    [GeneratedRegex(@"^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")]
    private static partial Regex Shape();
}
