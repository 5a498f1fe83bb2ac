using System.Security.Cryptography;
using System.Text;

namespace KfTenants.Logins.Dex;

/// <summary>The <c>userID</c> of a user who has none: the same for the same e-mail, on every cluster and in every run.</summary>
public static class UserId
{
    /// <summary>
    /// Our name space for RFC 4122 version 5; itself the version-5 UUID of <c>https://kftenants.io/user</c> in the URL name space.
    /// It must never change: Dex puts the userID into <c>sub</c>, and another one ends every refresh token.
    /// </summary>
    private static readonly Guid Namespace = new("356f1266-41e0-5e40-b746-c24dab0261f5");

    /// <param name="email">Taken byte for byte.</param>
    public static string For(string email)
    {
        byte[] input = [.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(email)];
#pragma warning disable CA5350 // RFC 4122 version 5 is defined with SHA-1; nothing relies on its strength.
        var bytes = SHA1.HashData(input).AsSpan(0, 16);
#pragma warning restore CA5350
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
