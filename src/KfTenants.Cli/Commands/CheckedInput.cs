using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>What a plan starts from: the set, and the secrets its logins name; all findings told.</summary>
internal sealed record CheckedInput(TenantSet Set, LoginSecrets Secrets)
{
    /// <summary>Null when the document is wrong; the diagnostics were written either way.</summary>
    /// <exception cref="RefusedException"><c>--tenant</c> names one that the document does not have.</exception>
    public static async Task<CheckedInput?> ReadAsync(
        ImmutableArray<DocumentFile> documents, PlanRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var isValid = PlanPipeline.Read(documents).TryGet(out var set, out var diagnostics);
        var lines = DocumentFile.LinesOf(documents);
        DiagnosticText.Of(diagnostics, lines).WriteTo(terminal.Error, terminal.ColorsError);
        if (!isValid || set is null)
        {
            return null;
        }

        RequireTenants([.. set.Tenants.Select(t => t.Name), .. set.Tombstones.Select(t => t.Name)], request.Options.Scope ?? []);
        var hasSecrets = (await LoginSecrets.ReadAsync(set, request.Options, request.Secrets, terminal, cancellationToken)).TryGet(out var secrets, out var missing);
        DiagnosticText.Of(missing, lines).WriteTo(terminal.Error, terminal.ColorsError);
        return hasSecrets && secrets is not null ? new CheckedInput(set, secrets) : null;
    }

    internal static void RequireTenants(ImmutableArray<string> known, ImmutableArray<string> asked)
    {
        foreach (var name in asked.Where(n => !known.Contains(n, StringComparer.Ordinal)))
        {
            var hint = new SpellingHints().Nearest(name, known) is { } meant ? $"; did you mean {meant}?" : "";
            throw new RefusedException(ExitCode.Usage, $"--tenant {name}: the file has no such tenant{hint}");
        }
    }
}
