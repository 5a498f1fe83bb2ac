using System.Text;
using FsCheck.Fluent;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Tests.Output;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49", "'+49")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\\u{9}=1")]
    [InlineData("\r=1", "'\\u{D}=1")]
    [InlineData(" =1", "' =1")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a \"b\"", "\"a \"\"b\"\"\"")]
    [InlineData("a\r\nb", "a\\u{D}\\u{A}b")]
    [InlineData("ana@example.com", "ana@example.com")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_text_and_nothing_else(string? text, string expected) => Assert.Equal(expected, CsvText.Cell(text));

    [Fact]
    public void Whatever_the_cells_hold_the_table_keeps_its_shape_and_no_cell_is_a_formula() =>
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<FsCheck.NonNull<string>[]>(), cells =>
        {
            if (cells.Length == 0)
            {
                return;
            }

            string[] row = [.. cells.Select(c => c.Get)];
            var records = Read(new CsvText(row).Row(row).ToString());
            Assert.Equal(2, records.Count);
            Assert.All(records, r => Assert.Equal(row.Length, r.Count));
            Assert.All(records[1], cell => Assert.False(cell.TrimStart().StartsWith('=') || cell.StartsWith('+') || cell.StartsWith('-') || cell.StartsWith('@'), cell));
        }));

    [Fact]
    public void A_row_has_a_cell_for_each_column() => Assert.Throws<ArgumentException>(() => new CsvText("a", "b").Row("1"));

    // RFC 4180, section 2, read from the outside.
    private static List<List<string>> Read(string text)
    {
        var (records, record, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    record.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !quoted && text[i + 1] == '\n':
                    record.Add(cell.ToString());
                    cell.Clear();
                    records.Add(record);
                    record = [];
                    i++;
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return records;
    }
}
