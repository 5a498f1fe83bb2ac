namespace KfTenants.Diagnostics;

/// <summary>An error stops the line; a warning is shown and the line goes on.</summary>
public enum Severity
{
    Error,
    Warning,
}
