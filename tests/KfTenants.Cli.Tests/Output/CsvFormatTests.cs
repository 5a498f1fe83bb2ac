using FsCheck;
using FsCheck.Fluent;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Tests.Output;

public sealed class CsvFormatTests
{
    [Theory]
    [InlineData("ana@example.com", "ana@example.com")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData(" x ", "\" x \"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "'\\u{9}=1")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("a\nb", "a\\u{A}b")]
    public void A_cell_is_text_and_nothing_else(string value, string cell) => Assert.Equal(cell, CsvFormat.Cell(value));

    [Fact]
    public void Rows_end_as_the_standard_says() => Assert.Equal("a,b\r\n1,\"x,y\"\r\n", CsvFormat.Table([["a", "b"], ["1", "x,y"]]).ToString());

    [Fact]
    public void No_cell_is_a_formula_or_leaves_its_row() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null).ToArbitrary(),
        value =>
        {
            var cell = CsvFormat.Cell(value);
            var content = cell.StartsWith('"') && cell.EndsWith('"') && cell.Length > 1 ? cell[1..^1] : cell;
            return !cell.Contains('\n', StringComparison.Ordinal) && !cell.Contains('\r', StringComparison.Ordinal) &&
                !(content.TrimStart(' ') is [var first, ..] && "=+-@".Contains(first, StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
}
