using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The documents that a change begins from. What is wrong with them is told and is no reason to end: the change may be what repairs it.</summary>
internal static class BaseFile
{
    /// <param name="role">What they are in this run, for the note: <c>the base</c>.</param>
    /// <returns>Null when they have errors, which are told as warnings. Their own warnings are not of this change.</returns>
    public static TenantSet? Read(ImmutableArray<DocumentFile> documents, string role, Terminal terminal)
    {
        if (PlanPipeline.Read(documents, terminal.Time.GetUtcNow()).TryGet(out var set, out var findings))
        {
            return set;
        }

        ImmutableArray<Diagnostic> errors = [.. findings.Where(f => f.Severity == Severity.Error).Select(f => f with { Severity = Severity.Warning })];
        DiagnosticText.Of(errors, DocumentFile.LinesOf(documents)).WriteTo(terminal.Error, terminal.ColorsError);
        terminal.Warn($"{role} is invalid, so that nothing is compared with it: {string.Join(", ", documents.Select(d => d.Name))}");
        return null;
    }
}
