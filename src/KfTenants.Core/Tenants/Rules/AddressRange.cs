using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KfTenants.Tenants.Rules;

/// <summary>
/// Ranges of addresses in CIDR notation (RFC 4632, RFC 4291), in the one spelling that every version of Kubernetes takes: older ones also accept leading
/// zeros and bits of a host, newer ones do not (KEP-4858).
/// </summary>
internal static class AddressRange
{
    public const string Rule = "an address range such as 192.0.2.0/24 or 2001:db8::/32";

    /// <summary>What was meant, in that spelling; null when no range can be read from it.</summary>
    public static string? Canonical(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || IsAmbiguous(text[..slash]) || !IPAddress.TryParse(text[..slash], out var address) || address.ScopeIdOf() != 0 ||
            !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{length}");
    }

    // Fewer than four numbers, or one with a leading zero, are different addresses to different readers.
    private static bool IsAmbiguous(string address) =>
        !address.Contains(':', StringComparison.Ordinal) && (address.Split('.') is not { Length: 4 } parts || parts.Any(p => p is ['0', _, ..]));

    private static long ScopeIdOf(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
