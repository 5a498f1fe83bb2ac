using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// Where a tenants file may have secrets read, and what opens its clusters. The command line decides, not the file: its author could otherwise make a
/// password of any variable of the pipeline, and so of one that is public.
/// </summary>
/// <param name="Prefix">What the name of a variable must begin with.</param>
/// <param name="Directory">Absolute; null for the directory of the tenants file that names the secret.</param>
internal sealed record SecretPlaces(string Prefix, string? Directory)
{
    /// <summary>Where the command line says nothing.</summary>
    public const string DefaultPrefix = "KFT_";

    /// <summary>What counts then.</summary>
    public static readonly SecretPlaces Usual = new(DefaultPrefix, null);

    /// <summary>What is wrong with naming this variable; null for nothing.</summary>
    public Diagnostic? WhyNot(SecretSource.Env env, SourceLocation at) =>
        env.Variable.StartsWith(Prefix, StringComparison.Ordinal) ? null : KnownDiagnostics.SecretVariableElsewhere(at, env.Variable, Prefix);

    /// <summary>A file that a document names, absolute, and what is wrong with naming it; null for nothing.</summary>
    /// <param name="path">As the document has it.</param>
    public (string Path, Diagnostic? Elsewhere) Find(string path, string document, SourceLocation at, Terminal terminal)
    {
        var root = Directory ?? Path.GetDirectoryName(terminal.FullPath(document))!;
        var full = Path.GetFullPath(path, root);
        return (full, SecretFiles.IsBelow(root, full) ? null : KnownDiagnostics.SecretFileElsewhere(at, path, Directory is not null));
    }
}
