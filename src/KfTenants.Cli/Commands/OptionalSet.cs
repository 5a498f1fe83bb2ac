using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>A tenants file or none, for commands that look at a cluster with either; without one, Kubeflow's names and what the cluster shows count.</summary>
/// <param name="Set">Null: no file was named, and none is where it is looked for.</param>
internal sealed record OptionalSet(TenantSet? Set)
{
    /// <summary>What <see cref="RequireTenants"/> says of a cluster.</summary>
    public const string NoProfile = "the cluster has no such tenant";

    public string? Name => Set?.Name;

    public DexPlatform Dex => Set?.Platform.Dex ?? DexPlatform.Kubeflow;

    /// <summary>What no credential plugin gets.</summary>
    public ImmutableArray<string> SecretVariables => [.. Set?.SecretVariables ?? []];

    /// <summary>The set of the files that are named, else of the file that is looked for; without either, none.</summary>
    /// <exception cref="InvalidDocumentException">The document is wrong.</exception>
    public static async Task<OptionalSet> FindAsync(string[] paths, Terminal terminal, CancellationToken cancellationToken) =>
        new(paths.Length > 0 || File.Exists(terminal.FullPath(PlanRequest.DefaultPath)) ? await ReadAsync(paths, terminal, cancellationToken) : null);

    /// <exception cref="InvalidDocumentException">The document is wrong.</exception>
    public static async Task<TenantSet> ReadAsync(string[] paths, Terminal terminal, CancellationToken cancellationToken) =>
        CheckedInput.SetOf(await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken), terminal);

    /// <summary>What of it the cluster gets that is meant, and which that is.</summary>
    /// <exception cref="RefusedException">The file has clusters, and none of them is meant.</exception>
    public (OptionalSet File, ClusterChoice Choice) For(ClusterChoice choice, Terminal terminal)
    {
        var target = ClusterTargets.One(Set, choice, terminal);
        return (new OptionalSet(target.Set), target.Choice);
    }

    /// <summary>The cluster as it is, by the name that the file has for it.</summary>
    /// <param name="scope">What of it is read, given where Dex is, the set's name and the flavour.</param>
    public async Task<LiveState> LookAsync(
        Func<DexPlatform, string?, Flavor, ReadScope> scope, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        var cluster = await Clusters.OpenAsync(choice, verbose, terminal, SecretVariables, cancellationToken);
        using var connection = cluster as IDisposable;
        var live = await LiveStateReader.ReadAsync(cluster, scope(Dex, Name, Set?.Platform.Flavor ?? Flavor.Kubeflow), cancellationToken);
        return Set?.Cluster is { } name ? live.Named(name) : live;
    }

    /// <summary>How the cluster's mesh knows people.</summary>
    public IstioIdentity IdentityIn(LiveState live) => ClusterIstio.Read(Set?.Platform.Istio ?? IstioPlatform.Unsaid, live);

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
