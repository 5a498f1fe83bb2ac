using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>For commands that look at a cluster with a tenants file or without one.</summary>
internal static class OptionalSet
{
    /// <summary>Where the Kubeflow manifests have Dex.</summary>
    public static readonly DexPlatform DefaultDex = DexPlatform.Default(new SourceLocation("", 1, 1));

    /// <summary>What <see cref="RequireTenants"/> says of a cluster.</summary>
    public const string NoProfile = "the cluster has no such Profile";

    /// <summary>Nothing is said: as the cluster shows it.</summary>
    public static readonly IstioPlatform AnyIstio = new(null, null, null);

    /// <summary>A file was named, or the one that is looked for is there.</summary>
    public static bool IsThere(string[] paths, Terminal terminal) => paths.Length > 0 || File.Exists(terminal.FullPath(PlanRequest.DefaultPath));

    /// <exception cref="InvalidDocumentException">The document is wrong.</exception>
    public static async Task<TenantSet> ReadAsync(string[] paths, Terminal terminal, CancellationToken cancellationToken) =>
        CheckedInput.SetOf(await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken), terminal);

    /// <exception cref="RefusedException"><c>--tenant</c> names one that is not there: that it has no access, or no finding, would say nothing.</exception>
    /// <param name="lacking">What lacks it, as a sentence.</param>
    public static void RequireTenants(IEnumerable<string> known, ImmutableArray<string> asked, string lacking)
    {
        string[] names = [.. known];
        foreach (var name in asked.Except(names, StringComparer.Ordinal))
        {
            var hint = new SpellingHints().Nearest(name, names) is { } meant ? $"; did you mean {meant}?" : "";
            throw new RefusedException(ExitCode.Usage, $"--tenant {name}: {lacking}{hint}");
        }
    }
}
