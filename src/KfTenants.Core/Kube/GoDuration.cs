namespace KfTenants.Kube;

/// <summary>
/// A duration as Go's <c>time.ParseDuration</c> reads it (<c>24h</c>, <c>1h30m</c>, <c>1.5h</c>; no days), which is how a reaper of pods and
/// CEL's <c>duration()</c> read the lifetime of a pod. In nanoseconds, because what is shorter than a tick is not zero.
/// </summary>
public static class GoDuration
{
    // -2^63 ns is a duration, 2^63 ns is not: Go adds up without a sign and looks at the end.
    private const ulong Limit = 1UL << 63;

    private static readonly (string Name, ulong Nanoseconds)[] Units =
    [
        ("ns", 1),
        ("us", 1_000),
        ("\u00b5s", 1_000), // the micro sign
        ("\u03bcs", 1_000), // the Greek letter
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];

    /// <summary>False where Go answers an error: no unit, a unit that Go does not have, white space, or more than 2^63-1 nanoseconds.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var negative = text.StartsWith('-');
        var at = negative || text.StartsWith('+') ? 1 : 0;
        if (text[at..] == "0")
        {
            return true;
        }

        if (at == text.Length)
        {
            return false;
        }

        ulong sum = 0;
        while (at < text.Length)
        {
            if (!TryReadPart(text, ref at, out var part) || part > Limit - sum)
            {
                return false;
            }

            sum += part;
        }

        if (!negative && sum == Limit)
        {
            return false;
        }

        nanoseconds = negative ? unchecked((long)(0 - sum)) : (long)sum;
        return true;
    }

    /// <summary>One number with its unit: <c>1.5h</c>.</summary>
    private static bool TryReadPart(string text, ref int at, out ulong part)
    {
        part = 0;
        var start = at;
        if (!TryReadWhole(text, ref at, out var whole))
        {
            return false;
        }

        var digits = at - start;
        ulong fraction = 0;
        double scale = 1;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            start = at;
            fraction = ReadFraction(text, ref at, out scale);
            digits += at - start;
        }

        if (digits == 0 || !TryReadUnit(text, ref at, out var unit) || whole > Limit / unit)
        {
            return false;
        }

        // Both at most 2^63, so the sum does not wrap.
        part = (whole * unit) + (fraction == 0 ? 0 : (ulong)(fraction * (unit / scale)));
        return part <= Limit;
    }

    private static bool TryReadWhole(string text, ref int at, out ulong whole)
    {
        whole = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (whole > Limit / 10)
            {
                return false;
            }

            whole = (whole * 10) + (ulong)(text[at] - '0');
            if (whole > Limit)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Digits that do not fit are read and count for nothing, as in Go.</summary>
    private static ulong ReadFraction(string text, ref int at, out double scale)
    {
        ulong fraction = 0;
        scale = 1;
        var full = false;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (full || fraction > (Limit - 1) / 10)
            {
                full = true;
                continue;
            }

            var next = (fraction * 10) + (ulong)(text[at] - '0');
            if (next > Limit)
            {
                full = true;
                continue;
            }

            fraction = next;
            scale *= 10;
        }

        return fraction;
    }

    private static bool TryReadUnit(string text, ref int at, out ulong nanoseconds)
    {
        var start = at;
        while (at < text.Length && text[at] != '.' && !char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        var name = text[start..at];
        nanoseconds = Units.FirstOrDefault(unit => unit.Name == name).Nanoseconds;
        return nanoseconds != 0;
    }
}
