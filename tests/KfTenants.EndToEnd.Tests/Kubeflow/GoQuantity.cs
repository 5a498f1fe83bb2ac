using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>
/// A quantity as a Go program writes it back after reading it (apimachinery, resource.Quantity.CanonicalizeBytes). Written for the
/// stand-ins alone, so that the product's own notion of "canonical" is tested against another.
/// </summary>
public static partial class GoQuantity
{
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly BigInteger Nano = BigInteger.Pow(10, 9);

    /// <exception cref="FormatException">It is not a quantity: the real controller's informer would fail for every Profile.</exception>
    public static string Canonical(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"{text} is not a quantity");
        }

        var suffix = match.Groups["suffix"].Value;
        var isExponent = suffix.Length > 1 && suffix[0] is 'e' or 'E';
        var power = isExponent ? int.Parse(suffix[1..], CultureInfo.InvariantCulture) : 3 * (Array.IndexOf(Decimal, suffix) - 3);
        var binary = Array.IndexOf(Binary, suffix);
        var (number, scale) = Number(match.Groups["number"].Value);
        var nanos = suffix.EndsWith('i')
            ? number * BigInteger.Pow(1024, binary) * BigInteger.Pow(10, 9 - scale)
            : power - scale + 9 >= 0 ? number * BigInteger.Pow(10, power - scale + 9) : Up(number, BigInteger.Pow(10, scale - power - 9));
        if (suffix.EndsWith('i') && nanos % Nano == 0 && BigInteger.Abs(nanos / Nano) >= 1024)
        {
            return Shortest(nanos / Nano, 1024, Binary, 0);
        }

        return isExponent ? Exponent(nanos) : Shortest(nanos, 1000, Decimal, 0);
    }

    private static string Shortest(BigInteger value, int step, string[] suffixes, int index)
    {
        if (value.IsZero)
        {
            return "0";
        }

        while (index < suffixes.Length - 1 && value % step == 0)
        {
            value /= step;
            index++;
        }

        return value.ToString(CultureInfo.InvariantCulture) + suffixes[index];
    }

    private static string Exponent(BigInteger nanos)
    {
        var power = -9;
        while (!nanos.IsZero && nanos % 1000 == 0)
        {
            nanos /= 1000;
            power += 3;
        }

        return power == 0 || nanos.IsZero
            ? nanos.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{nanos}e{power}");
    }

    private static (BigInteger Number, int Scale) Number(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        return (BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), point < 0 ? 0 : text.Length - point - 1);
    }

    private static BigInteger Up(BigInteger value, BigInteger divisor) =>
        value.Sign * ((BigInteger.Abs(value) + divisor - 1) / divisor);

    [GeneratedRegex(@"^(?<number>[+-]?(\d+\.?\d*|\.\d+))(?<suffix>[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+|)$")]
    private static partial Regex Shape();
}
