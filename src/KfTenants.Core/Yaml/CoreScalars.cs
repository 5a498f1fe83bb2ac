using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace KfTenants.Yaml;

/// <summary>The YAML 1.2 core schema: which kind a plain scalar is, and its value (YAML 1.2.2, section 10.3.2).</summary>
internal static partial class CoreScalars
{
    public static ScalarKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        // Every number begins with one of these: most scalars need no regular expression.
        [not (>= '0' and <= '9' or '+' or '-' or '.'), ..] => ScalarKind.Text,
        _ when Integer().IsMatch(text) => ScalarKind.Integer,
        _ when Float().IsMatch(text) => ScalarKind.Float,
        _ => ScalarKind.Text,
    };

    public static bool ToBoolean(string text) => text is "true" or "True" or "TRUE";

    /// <summary>The number as the validator compares it: exact up to 64 bits, beyond that the nearest double.</summary>
    public static object ToNumber(YamlNode.Scalar scalar)
    {
        var text = scalar.Text;
        if (scalar.Kind == ScalarKind.Integer)
        {
            return ToInteger(text);
        }

        return text.TrimStart('+', '-').ToUpperInvariant() switch
        {
            ".INF" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            ".NAN" => double.NaN,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
    }

    private static object ToInteger(string text)
    {
        // Parsing digits is quadratic in their number; nothing that is compared has more than these.
        const int LongestOfInterest = 100;
        if (text.Length > LongestOfInterest)
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        var value = text switch
        {
            ['0', 'x', .. var hex] => BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            ['0', 'o', .. var octal] => octal.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')),
            _ => BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        };
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : (double)value;
    }

    [GeneratedRegex(@"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
