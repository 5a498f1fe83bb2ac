using System.Buffers;
using KfTenants.Kube;

namespace KfTenants.Tenants.Rules;

/// <summary>
/// Which amount a person probably meant: the suffixes of Kubernetes are not those of everyday (<c>m</c> are thousandths, <c>GB</c> is none,
/// no suffix are bytes), and a quota that is wrong by a factor of a thousand million is valid all the same.
/// </summary>
internal static class LikelyAmount
{
    private static readonly Quantity Mebi = Parse("1Mi");
    private static readonly Quantity Pebi = Parse("1Pi");
    private static readonly Quantity Milli = Parse("1m");
    private static readonly Quantity One = Parse("1");

    // Larger than any cluster; than any machine.
    private static readonly Quantity MostCores = Parse("100000");
    private static readonly Quantity MostCoresOfContainer = Parse("256");
    private static readonly Quantity MostObjects = Parse("1000000");

    // A container of 512 has Mi of memory, one of 8 Gi.
    private static readonly Quantity MostGibibytesOfContainer = Parse("64");

    // Of the digits of a number that lacks its suffix.
    private const int LongestPlausible = 4;

    private static readonly SearchValues<char> Digits = SearchValues.Create("+-.0123456789");

    private enum Unit
    {
        Bytes,
        Cores,
        Objects,
        Devices,
    }

    /// <summary>For a text that is not a quantity: the one that was probably meant; null when that cannot be told.</summary>
    public static string? Of(string resource, string text)
    {
        var (number, written) = Split(text.Replace(',', '.'));
        var suffix = written.ToUpperInvariant();
        var meant = (UnitOf(resource), suffix) switch
        {
            (Unit.Bytes, [('K' or 'M' or 'G' or 'T' or 'P' or 'E') and var letter, .. "" or "I" or "B" or "IB" or "BYTE" or "BYTES"]) => $"{number}{letter}i",
            (Unit.Cores, "M" or "MCPU" or "MCORES" or "MILLICORES" or "MILLICPU") => number + "m",
            (not Unit.Bytes, _) when suffix.All(char.IsAsciiLetter) => number,
            _ => number + written,
        };
        return meant != text && Quantity.TryParse(meant, out var quantity) && quantity.Sign >= 0 ? meant : null;
    }

    /// <summary>For a quantity that nearly never makes sense: what it says, and the one that was probably meant, where that can be told; null for all others.</summary>
    /// <param name="isOfContainer">Of one container; otherwise of a whole namespace.</param>
    public static (string What, string? Meant)? InsteadOf(string resource, string text, Quantity amount, bool isOfContainer)
    {
        var (number, suffix) = Split(text);
        if (amount.Sign <= 0 || suffix is ['e', ..] or ['E', _, ..])
        {
            // Who writes an exponent means it.
            return null;
        }

        var isBinary = suffix.EndsWith('i');
        var mebi = suffix == "m" || (isOfContainer && (suffix.Length > 0 || amount > MostGibibytesOfContainer));
        return UnitOf(resource) switch
        {
            Unit.Bytes when amount < Mebi => (
                amount < One ? "less than one byte" : amount.ToWords() + " bytes",
                number.Length > LongestPlausible ? null : number + (mebi ? "Mi" : "Gi")),
            Unit.Bytes when amount >= Pebi && resource.EndsWith("memory", StringComparison.Ordinal) => (amount.ToWords() + " bytes", number + "Gi"),
            Unit.Cores when amount < Milli => ("less than a thousandth of a core", suffix.Length == 0 ? null : number),
            Unit.Cores when isBinary || amount > MostCores => (amount.ToWords() + " cores", number + (suffix is "" or "M" ? "m" : "")),
            Unit.Cores when isOfContainer && amount > MostCoresOfContainer => (amount.ToWords() + " cores for one container", number + "m"),
            Unit.Objects when isBinary || amount > MostObjects => (amount.ToWords() + " of them", suffix.Length == 0 ? null : number),
            Unit.Devices when !amount.IsWhole => ("a fraction, and Kubernetes gives whole ones only", amount.ToWords()),
            Unit.Devices when isBinary && resource.EndsWith("gpu", StringComparison.Ordinal) => (amount.ToWords() + " of them", number),
            _ => null,
        };
    }

    private static Unit UnitOf(string resource) => resource switch
    {
        _ when resource.EndsWith("cpu", StringComparison.Ordinal) && !resource.Contains('/', StringComparison.Ordinal) => Unit.Cores,
        _ when resource.EndsWith("memory", StringComparison.Ordinal) || resource.EndsWith("storage", StringComparison.Ordinal)
            || resource.Contains("hugepages-", StringComparison.Ordinal) => Unit.Bytes,
        _ when resource.Contains('/', StringComparison.Ordinal) && !resource.StartsWith("count/", StringComparison.Ordinal)
            && !resource.EndsWith("persistentvolumeclaims", StringComparison.Ordinal) => Unit.Devices,
        _ => Unit.Objects,
    };

    private static (string Number, string Suffix) Split(string text)
    {
        var end = text.AsSpan().IndexOfAnyExcept(Digits);
        return end < 0 ? (text, "") : (text[..end], text[end..].Trim());
    }

    private static Quantity Parse(string text) => Quantity.TryParse(text, out var quantity) ? quantity : throw new ArgumentException(text);
}
