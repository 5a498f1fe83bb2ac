using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>What a plan starts from: the set, and the secrets it names; all findings told.</summary>
internal sealed record CheckedInput(TenantSet Set, DocumentSecrets Secrets)
{
    /// <param name="set">What of the document the cluster gets.</param>
    /// <param name="lines">To be shown with findings.</param>
    /// <exception cref="RefusedException">A secret that the document names is wrong; <c>--tenant</c> names one that is not for this cluster.</exception>
    public static async Task<CheckedInput> ReadAsync(TenantSet set, SourceLines lines, PlanRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        RequireTenants([.. set.Tenants.Select(t => t.Name), .. set.Tombstones.Select(t => t.Name)], request.Options.Scope ?? [], set.Cluster);
        var secrets = Required(await DocumentSecrets.ReadAsync(set, request.Options, request.Secrets, terminal, cancellationToken), lines, terminal);
        return new CheckedInput(set.With(secrets.Values), secrets);
    }

    /// <summary>The set of the documents; warnings are told.</summary>
    /// <exception cref="InvalidDocumentException">There is none.</exception>
    public static TenantSet SetOf(ImmutableArray<DocumentFile> documents, Terminal terminal) =>
        SetOf(documents, PlanPipeline.Read(documents, terminal.Time.GetUtcNow()), terminal);

    /// <param name="read">What was read of the documents.</param>
    /// <inheritdoc cref="SetOf(ImmutableArray{DocumentFile}, Terminal)"/>
    public static TenantSet SetOf(ImmutableArray<DocumentFile> documents, ParseResult<TenantSet> read, Terminal terminal) =>
        Required(read, DocumentFile.LinesOf(documents), terminal);

    private static T Required<T>(ParseResult<T> result, SourceLines lines, Terminal terminal)
        where T : class
    {
        if (!result.TryGet(out var value, out var diagnostics))
        {
            throw new InvalidDocumentException(diagnostics, lines);
        }

        DiagnosticText.Of(diagnostics, lines).WriteTo(terminal.Error, terminal.ColorsError);
        return value;
    }

    /// <param name="cluster">Whose tenants the known ones are; null: all of the file.</param>
    internal static void RequireTenants(ImmutableArray<string> known, ImmutableArray<string> asked, string? cluster = null)
    {
        foreach (var name in asked.Where(n => !known.Contains(n, StringComparer.Ordinal)))
        {
            var hint = new SpellingHints().Nearest(name, known) is { } meant ? $"; did you mean {meant}?" : "";
            throw new RefusedException(ExitCode.Usage, $"--tenant {name}: the file has no such tenant{(cluster is null ? "" : $" for cluster {cluster}")}{hint}");
        }
    }
}
