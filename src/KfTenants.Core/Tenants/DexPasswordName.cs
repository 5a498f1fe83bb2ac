using System.Text;

namespace KfTenants.Tenants;

/// <summary>
/// The name of a login's Password object: <c>idToName</c> of Dex (storage/kubernetes/client.go), the base32 of the e-mail followed by
/// the start value of FNV-64, because Dex asks an empty hash for its sum. Dex finds an object by this name alone.
/// </summary>
public static class DexPasswordName
{
    /// <summary>More would give a name of over 253 characters.</summary>
    public const int MaxEmailBytes = 150;

    /// <summary>What Dex looks an e-mail up by, in its text too: <c>strings.ToLower</c> of it (storage/static.go).</summary>
    public static string KeyOf(string email) => email.ToLowerInvariant();

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private static ReadOnlySpan<byte> EmptySum => [0xcb, 0xf2, 0x9c, 0xe4, 0x84, 0x22, 0x23, 0x25];

    /// <param name="email">Case does not matter: Dex lower-cases it.</param>
    public static string For(string email)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(KeyOf(email)), .. EmptySum];
        var name = new StringBuilder(((bytes.Length * 8) + 4) / 5);
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (buffer, bits) = ((buffer << 8) | value, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                name.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? name.ToString() : name.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    /// <summary>The e-mail, in lower case, that a name was made of; null when Dex did not make it.</summary>
    public static string? EmailOf(string name)
    {
        var bytes = new List<byte>(name.Length * 5 / 8);
        var (buffer, bits) = (0, 0);
        foreach (var letter in name)
        {
            var value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            (buffer, bits) = ((buffer << 5) | value, bits + 5);
            if (bits >= 8)
            {
                bytes.Add((byte)(buffer >> (bits - 8)));
                (buffer, bits) = (buffer & ((1 << (bits - 8)) - 1), bits - 8);
            }
        }

        var all = bytes.ToArray();
        return all.AsSpan().EndsWith(EmptySum) ? Encoding.UTF8.GetString(all.AsSpan(0, all.Length - EmptySum.Length)) : null;
    }
}
