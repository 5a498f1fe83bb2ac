using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>csv</c>: tables for spreadsheets and scripts, as RFC 4180 has them, with the names of the columns first. What a spreadsheet would take for a formula
/// gets an apostrophe in front: names come from files and clusters that others may write.
/// </summary>
internal static class CsvFormat
{
    // The wide forms, too: some spreadsheets take them for the same.
    private const string Formulas = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    public static readonly OutputFormat Format = new("csv")
    {
        Access = answer => Table(answer.IsMatrix ? AccessCsv.Matrix(answer) : AccessCsv.Entries(answer)),
    };

    /// <param name="rows">The first one names the columns.</param>
    public static RawText Table(IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return new RawText(text.ToString());
    }

    /// <summary>One cell, harmless wherever it is opened.</summary>
    public static string Cell(string value)
    {
        var safe = SafeText.Of(value);
        if (value.Length > 0 && Formulas.Contains(value.TrimStart(' ') is { Length: > 0 } rest ? rest[0] : ' ', StringComparison.Ordinal))
        {
            safe = "'" + safe;
        }

        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 && safe.Trim(' ').Length == safe.Length ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
