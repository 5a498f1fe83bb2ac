using System.Globalization;
using System.Numerics;

namespace KfTenants.Kube;

/// <summary>
/// A Kubernetes quantity (apimachinery, pkg/api/resource/quantity.go): a number with a decimal, binary or exponent suffix. Equal
/// when the values are: <c>1000m</c> is <c>1</c>. Written in the one form in which an API server gives it back.
/// </summary>
public readonly record struct Quantity : IComparable<Quantity>
{
    // No suffix exists from here on: apimachinery prints 10^21 as "1".
    private const int TooLargeExponent = 19;
    private const int NanoDigits = 9;
    private const int LongestText = 128;
    private const string DecimalSuffixes = "num kMGTPE";
    private const string BinarySuffixes = "KMGTPE";

    // As many digits as a long surely holds: a shorter number needs no other arithmetic.
    private const int ShortDigits = 18;

    private static readonly Int128[] ShortPowers = [.. Enumerable.Range(0, ShortDigits + 1).Select(n => (Int128)BigInteger.Pow(10, n))];
    private static readonly Int128 One = ShortPowers[NanoDigits];
    private static readonly Int128 TooLarge = (Int128)BigInteger.Pow(10, TooLargeExponent + NanoDigits);
    private static readonly Int128 LargestBinary = long.MaxValue * One;

    // What is too large for it is none.
    private readonly Int128 _nano;
    private readonly Notation _notation;

    private Quantity(Int128 nano, Notation notation)
    {
        _nano = nano;
        _notation = notation;
    }

    private enum Notation
    {
        Decimal,
        Binary,
        Exponent,
    }

    public int Sign => Int128.Sign(_nano);

    public bool IsWhole => _nano % One == 0;

    /// <summary>False when it is not a quantity, or one of 10^19 or more, which an API server garbles.</summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        if (text.Length is 0 or > LongestText)
        {
            return false;
        }

        var at = text[0] is '+' or '-' ? 1 : 0;
        var digits = Digits(text, ref at);
        var fraction = "";
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);
        }

        if (digits.Length + fraction.Length == 0 || !TryReadSuffix(text[at..], out var exponent, out var notation))
        {
            return false;
        }

        if (!TryScaleShort(digits, fraction, exponent, notation, out var nano) &&
            !TryScale(BigInteger.Parse("0" + digits + fraction, NumberStyles.None, CultureInfo.InvariantCulture), exponent, -fraction.Length, notation, out nano))
        {
            return false;
        }

        quantity = new Quantity(text[0] == '-' ? -nano : nano, notation);
        return true;
    }

    /// <summary>Away from zero to a multiple of 0.001, as the API server does with every quota, limit and request.</summary>
    public Quantity RoundedUpToMilli() => new(Sign * ((Int128.Abs(_nano) + 999_999) / 1_000_000) * 1_000_000, _notation);

    /// <summary>The text that an API server gives back: <c>1000m</c> as <c>1</c>, <c>1024Mi</c> as <c>1Gi</c>, <c>0.5</c> as <c>500m</c>.</summary>
    public string ToCanonical()
    {
        if (_nano == 0)
        {
            return "0";
        }

        // Below 1024 and for fractions, a binary suffix would lose digits or confuse.
        if (_notation == Notation.Binary && IsWhole && Int128.Abs(_nano) >= 1024 * One)
        {
            var whole = _nano / One;
            var power = 0;
            while (power < BinarySuffixes.Length && whole % 1024 == 0)
            {
                whole /= 1024;
                power++;
            }

            return Invariant(whole) + (power == 0 ? "" : BinarySuffixes[power - 1] + "i");
        }

        var mantissa = _nano;
        var exponent = -NanoDigits;
        while (exponent < 18 && mantissa % 1000 == 0)
        {
            mantissa /= 1000;
            exponent += 3;
        }

        return Invariant(mantissa) + (exponent, _notation) switch
        {
            (0, _) => "",
            (_, Notation.Exponent) => "e" + exponent.ToString(CultureInfo.InvariantCulture),
            _ => DecimalSuffixes[(exponent + NanoDigits) / 3].ToString(),
        };
    }

    /// <summary>How much of another one this is, to a thousandth of it, for pictures; 0 of nothing.</summary>
    public double ShareOf(Quantity whole) => whole._nano == 0 ? 0 : (double)(_nano * 1000 / whole._nano) / 1000;

    /// <summary>Rounded up and without a suffix, for people: <c>64Gi</c> is <c>68,719,476,736</c>.</summary>
    public string ToWords() => ((_nano + One - 1) / One).ToString("N0", CultureInfo.InvariantCulture);

    public bool Equals(Quantity other) => _nano == other._nano;

    public override int GetHashCode() => _nano.GetHashCode();

    public int CompareTo(Quantity other) => _nano.CompareTo(other._nano);

    public override string ToString() => ToCanonical();

    public static Quantity Add(Quantity left, Quantity right) => new(left._nano + right._nano, left._notation);

    public static Quantity Subtract(Quantity left, Quantity right) => new(left._nano - right._nano, left._notation);

    /// <summary>In the notation of the left one.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static Quantity operator -(Quantity left, Quantity right) => Subtract(left, right);

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    private static string Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private static bool TryReadSuffix(string suffix, out int exponent, out Notation notation)
    {
        notation = Notation.Decimal;
        exponent = 0;
        switch (suffix)
        {
            case "":
                return true;
            case [not ' ' and var letter] when DecimalSuffixes.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var decimalIndex:
                exponent = (decimalIndex * 3) - NanoDigits;
                return true;
            case [var letter, 'i'] when BinarySuffixes.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var binaryIndex:
                notation = Notation.Binary;
                exponent = (binaryIndex + 1) * 10;
                return true;
            case ['e' or 'E', .. var digits] when digits.Length > 0:
                notation = Notation.Exponent;
                return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
            default:
                return false;
        }
    }

    /// <summary>The same as <see cref="TryScale"/> for the numbers that people write; false for any other, and for those that are too large.</summary>
    private static bool TryScaleShort(string digits, string fraction, int exponent, Notation notation, out Int128 nano)
    {
        nano = 0;
        var decimalExponent = NanoDigits - fraction.Length + (notation == Notation.Binary ? 0 : exponent);
        if (digits.Length + fraction.Length > ShortDigits || decimalExponent is < 0 or > ShortDigits || notation == Notation.Exponent)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            nano = (nano * 10) + (digit - '0');
        }

        foreach (var digit in fraction)
        {
            nano = (nano * 10) + (digit - '0');
        }

        if (notation == Notation.Binary)
        {
            nano <<= exponent;
            if (nano > LargestBinary / ShortPowers[decimalExponent])
            {
                nano = LargestBinary;
                return true;
            }
        }

        nano *= ShortPowers[decimalExponent];
        return nano < TooLarge;
    }

    /// <summary>The value in units of 10^-9, rounded up; false when it is too large.</summary>
    private static bool TryScale(BigInteger mantissa, int exponent, int fractionExponent, Notation notation, out Int128 nano)
    {
        nano = 0;
        if (mantissa.IsZero)
        {
            return true;
        }

        var decimalExponent = fractionExponent + NanoDigits;
        if (notation == Notation.Binary)
        {
            mantissa <<= exponent;
        }
        else if (exponent > LongestText + TooLargeExponent)
        {
            return false;
        }
        else
        {
            // Far below 10^-9 everything rounds up to it; a larger power would only cost time.
            decimalExponent += Math.Max(exponent, -2 * LongestText);
        }

        var scaled = decimalExponent >= 0
            ? mantissa * BigInteger.Pow(10, decimalExponent)
            : CeilingDivide(mantissa, BigInteger.Pow(10, -decimalExponent));
        if (notation == Notation.Binary && scaled > LargestBinary)
        {
            scaled = LargestBinary;
        }

        if (scaled >= TooLarge)
        {
            return false;
        }

        nano = (Int128)scaled;
        return true;
    }

    private static BigInteger CeilingDivide(BigInteger value, BigInteger divisor) => (value + divisor - 1) / divisor;

    private static string Invariant(Int128 value) => value.ToString(CultureInfo.InvariantCulture);
}
