using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>For commands that are about a set and not about its tenants: which one the file is.</summary>
internal static class SetName
{
    /// <summary>Null when the document is wrong; the diagnostics were written either way.</summary>
    public static async Task<string?> ReadAsync(string[]? paths, Terminal terminal, CancellationToken cancellationToken)
    {
        var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken);
        var isValid = PlanPipeline.Read(documents).TryGet(out var set, out var diagnostics);
        DiagnosticText.Of(diagnostics, DocumentFile.LinesOf(documents)).WriteTo(terminal.Error, terminal.ColorsError);
        return isValid ? set?.Name : null;
    }
}
