namespace KfTenants.Diagnostics;

/// <summary>One entry of the catalogue: what a diagnostic id means wherever it is shown.</summary>
/// <param name="Id"><c>KFT</c> and four digits; never given to another meaning.</param>
/// <param name="Title">A short sentence without the particulars; the heading in docs/diagnostics.md.</param>
public sealed record DiagnosticDescriptor(string Id, Severity Severity, string Title);
