namespace KfTenants.Diagnostics;

/// <content>KFT07: a file of another system, given to <c>import</c>.</content>
public static partial class KnownDiagnostics
{
    public static Diagnostic CsvHeader(SourceLocation at, string found) =>
        Make("KFT0701", at, $"The first line must be tenant,user,role or tenant,user,role,until, not {Quote(found)}.");

    /// <param name="what">The rest of the sentence.</param>
    public static Diagnostic CsvLine(SourceLocation at, string what) => Make("KFT0702", at, $"The line {what}.");

    public static Diagnostic CsvOwner(SourceLocation at, string tenant) =>
        Make("KFT0703", at, $"The tenant {Quote(tenant)} has no line with the role owner.");
}
