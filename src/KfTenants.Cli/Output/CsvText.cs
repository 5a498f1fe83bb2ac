using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>
/// A table as comma-separated values (RFC 4180): a header, a record for each row, CRLF behind each. Foreign text can do nothing: it stands on one line
/// (<see cref="SafeText"/>), and what a spreadsheet would take for a formula gets an apostrophe in front.
/// </summary>
internal sealed class CsvText : IRendering
{
    // With what a formula begins in Excel, LibreOffice and Google Sheets; the wide ones count where East Asian text is typed.
    private const string Formula = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>The column that says which cluster a row is about.</summary>
    public const string Cluster = "cluster";

    private readonly List<string?[]> _rows = [];

    public CsvText(params ReadOnlySpan<string> header) => Header = header.ToArray();

    /// <summary>The names of the columns.</summary>
    public string[] Header { get; }

    /// <summary>The cells of each row, as they were given.</summary>
    public IReadOnlyList<string?[]> Rows => _rows;

    /// <param name="cells">One for each column; null is an empty cell.</param>
    public CsvText Row(params ReadOnlySpan<string?> cells)
    {
        if (cells.Length != Header.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {Header.Length} columns", nameof(cells));
        }

        _rows.Add(cells.ToArray());
        return this;
    }

    /// <summary>The same with a first column for the cluster; without a name, as it is.</summary>
    public CsvText Of(string? cluster) =>
        cluster is null ? this : _rows.Aggregate(new CsvText([Cluster, .. Header]), (table, row) => table.Row([cluster, .. row]));

    public void WriteTo(TextWriter writer, bool colors) => writer.Write(ToString());

    public override string ToString() => _rows.Prepend(Header).Aggregate(new StringBuilder(), Append).ToString();

    /// <summary>One cell, as it stands in the file.</summary>
    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = SafeText.Of(text);
        if (Formula.Contains(text.TrimStart(' ') is [var first, ..] ? first : ' ', StringComparison.Ordinal))
        {
            safe = "'" + safe;
        }

        return safe.AsSpan().ContainsAny(",\"\r\n") || safe[0] == ' ' || safe[^1] == ' ' ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static StringBuilder Append(StringBuilder text, string?[] cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
}
