using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;

namespace KfTenants.Importing;

/// <summary>One entry of a directory: its attributes by their names in lower case, without options.</summary>
/// <param name="Place">Of its first line.</param>
internal sealed record LdifRecord(SourceLocation Place, ILookup<string, string> Values)
{
    public bool IsA(string objectClass) => Values["objectclass"].Contains(objectClass, StringComparer.OrdinalIgnoreCase);

    public string? First(string attribute) => Values[attribute].FirstOrDefault();
}

/// <summary>Reads LDIF (RFC 2849) as <c>ldapsearch</c> prints it: folded lines, comments, base64. What is no entry (a version, the result of a search) is passed over.</summary>
internal static class LdifRecords
{
    public static ImmutableArray<LdifRecord> Read(string file, string text, DiagnosticBag findings)
    {
        var records = ImmutableArray.CreateBuilder<LdifRecord>();
        var current = new List<(SourceLocation Place, string Name, string Value)>();
        foreach (var (place, line) in Unfolded(file, text).Append((new SourceLocation(file, 1, 1), "")))
        {
            if (line.Length > 0)
            {
                if (!line.StartsWith('#') && Attribute(place, line, findings) is { } attribute && (current.Count > 0 || attribute.Name != "version"))
                {
                    current.Add(attribute);
                }

                continue;
            }

            if (current is [(_, "dn", _), ..])
            {
                if (current.FirstOrDefault(a => a.Name == "changetype") is { Name: not null } change)
                {
                    findings.Add(KnownDiagnostics.LdifLine(change.Place, "belongs to a change of a directory, and not to an entry; print entries, as ldapsearch does"));
                }

                records.Add(new LdifRecord(current[0].Place, current.ToLookup(a => a.Name, a => a.Value, StringComparer.Ordinal)));
            }

            current.Clear();
        }

        return records.ToImmutable();
    }

    // A line that begins with one blank continues the one before it.
    private static IEnumerable<(SourceLocation Place, string Line)> Unfolded(string file, string text)
    {
        StringBuilder? line = null;
        var start = 0;
        var number = 0;
        foreach (var read in text.Split('\n'))
        {
            number++;
            var raw = read.TrimEnd('\r');
            if (line is not null && raw.StartsWith(' '))
            {
                line.Append(raw, 1, raw.Length - 1);
                continue;
            }

            if (line is not null)
            {
                yield return (new SourceLocation(file, start, 1), line.ToString());
            }

            (line, start) = (new StringBuilder(raw), number);
        }

        if (line is not null)
        {
            yield return (new SourceLocation(file, start, 1), line.ToString());
        }
    }

    private static (SourceLocation Place, string Name, string Value)? Attribute(SourceLocation place, string line, DiagnosticBag findings)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            findings.Add(KnownDiagnostics.LdifLine(place, "has no name with a colon behind it"));
            return null;
        }

        var name = line[..colon].Split(';')[0].Trim().ToLowerInvariant();
        var rest = line[(colon + 1)..];
        if (rest.StartsWith('<'))
        {
            findings.Add(KnownDiagnostics.LdifLine(place, "takes its value from another file, which import does not read"));
            return null;
        }

        if (!rest.StartsWith(':'))
        {
            return (place, name, rest.TrimStart(' '));
        }

        var bytes = new byte[rest.Length];
        if (!Convert.TryFromBase64String(rest[1..].Trim(), bytes, out var length))
        {
            findings.Add(KnownDiagnostics.LdifLine(place, "has two colons, and behind them no base64"));
            return null;
        }

        // A photo or a certificate is bytes, and is not asked for.
        return (place, name, Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
    }
}
