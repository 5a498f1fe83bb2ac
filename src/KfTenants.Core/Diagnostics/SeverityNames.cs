using System.Diagnostics;

namespace KfTenants.Diagnostics;

/// <summary>A <see cref="Severity"/> in diagnostics, JSON and what a pipeline reads (SARIF, GitHub Actions).</summary>
public static class SeverityNames
{
    public static string ToText(this Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        Severity.Info => "info",
        _ => throw new UnreachableException(),
    };
}
