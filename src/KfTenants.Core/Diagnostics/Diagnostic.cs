namespace KfTenants.Diagnostics;

/// <summary>One finding about the document: what is wrong, where, and what to do. Made by the catalogue only.</summary>
public sealed record Diagnostic(string Id, Severity Severity, string Message, SourceLocation Location)
{
    /// <summary><c>tenants.yaml:12:7: error KFT0104: sentence</c></summary>
    public override string ToString() =>
        $"{Location}: {Severity.ToText()} {Id}: {Message}";
}
