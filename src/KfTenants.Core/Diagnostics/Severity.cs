namespace KfTenants.Diagnostics;

/// <summary>An error stops the line; a warning is shown and the line goes on. Info is never about a document: only <c>audit</c> has it.</summary>
public enum Severity
{
    Error,
    Warning,
    Info,
}
