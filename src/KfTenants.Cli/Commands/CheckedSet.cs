using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using KfTenants.Cli.Output;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The step from documents to set, with its findings told.</summary>
internal static class CheckedSet
{
    /// <summary>False when the document is wrong; the diagnostics were written either way.</summary>
    /// <exception cref="RefusedException"><c>--tenant</c> names one that the document does not have.</exception>
    public static bool TryRead(ImmutableArray<DocumentFile> documents, PlanRequest request, Terminal terminal, [NotNullWhen(true)] out TenantSet? set)
    {
        var isValid = PlanPipeline.Read(documents).TryGet(out set, out var diagnostics);
        DiagnosticText.Of(diagnostics).WriteTo(terminal.Error, terminal.ColorsError);
        if (set is not null)
        {
            RequireTenants([.. set.Tenants.Select(t => t.Name)], request.Tenants ?? []);
        }

        return isValid;
    }

    internal static void RequireTenants(ImmutableArray<string> known, ImmutableArray<string> asked)
    {
        foreach (var name in asked.Where(n => !known.Contains(n, StringComparer.Ordinal)))
        {
            var hint = Suggestion.For(name, known) is { } meant ? $"; did you mean {meant}?" : "";
            throw new RefusedException(ExitCode.Usage, $"--tenant {name}: there is no such tenant in the file{hint}");
        }
    }
}
