using System.Text;
using System.Text.RegularExpressions;

namespace KfTenants.Logins.Dex;

/// <summary>The one line of Dex's log that says why it does not run, without any secret in it.</summary>
public static partial class DexLogLine
{
    private const int Longest = 300;
    private const string Mask = "***";

    /// <summary>The last line that speaks of an error, else the last one; null when the log says nothing.</summary>
    /// <param name="log">The end of the log; text or JSON lines, as Dex is set to write.</param>
    /// <param name="secrets">Hashes that are known; every other bcrypt text is masked too.</param>
    public static string? Of(string log, IEnumerable<string> secrets)
    {
        var lines = log.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(l => Error().IsMatch(l)) ?? lines.LastOrDefault();
        if (line is null)
        {
            return null;
        }

        foreach (var secret in secrets.Where(s => s.Length > 0).SelectMany(s => new[] { s, Convert.ToBase64String(Encoding.UTF8.GetBytes(s)) }))
        {
            line = line.Replace(secret, Mask, StringComparison.Ordinal);
        }

        line = Base64().Replace(Bcrypt().Replace(line, Mask), Mask);
        line = string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > Longest ? line[..Longest] + "..." : line;
    }

    // level=error msg=..., "level":"error", and what a Go program that gives up prints.
    [GeneratedRegex("level\\W{1,4}(error|fatal)|^(failed|error|panic|fatal)\\b", RegexOptions.IgnoreCase)]
    private static partial Regex Error();

    // Cut off ones too.
    [GeneratedRegex(@"\$2[a-z]?\$[0-9]{0,2}\$?[./A-Za-z0-9]*")]
    private static partial Regex Bcrypt();

    // Of "$2".
    [GeneratedRegex("JDJ[A-Za-z0-9+/_-]{8,}={0,2}")]
    private static partial Regex Base64();
}
