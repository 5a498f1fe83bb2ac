using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;

namespace KfTenants.Cli;

/// <summary>A command that needs a valid document has none: its findings end the run.</summary>
internal sealed class InvalidDocumentException(ImmutableArray<Diagnostic> diagnostics, SourceLines lines)
    : RefusedException(ExitCode.Invalid, $"the tenants file is invalid: {DiagnosticText.Count(diagnostics)}")
{
    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics;

    /// <summary>To be shown with them.</summary>
    public SourceLines Lines { get; } = lines;
}
