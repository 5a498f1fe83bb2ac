using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Sandbox;

namespace KfTenants.Cli.Commands;

/// <summary>Opens the cluster that the command line or the environment names.</summary>
internal static class Clusters
{
    public const string DirectoryVariable = "KFTENANTS_CLUSTER_DIR";

    /// <summary>
    /// A directory only when nothing on the command line names a real cluster: it must never stand for one silently.
    /// </summary>
    /// <exception cref="KfTenantsException">There is none, or what is configured cannot be used.</exception>
    /// <param name="withheld">Variables that credential plugins do not get.</param>
    public static async Task<ICluster> OpenAsync(
        ClusterChoice choice, bool verbose, Terminal terminal, IEnumerable<string> withheld, CancellationToken cancellationToken)
    {
        var directory = choice.Directory ?? (choice is { Kubeconfig: null, Context: null } ? Variable(terminal, DirectoryVariable) : null);
        if (directory is not null)
        {
            return await DirectoryCluster.OpenAsync(terminal.FullPath(directory), directory, terminal.Time, cancellationToken);
        }

        return Connect(choice, verbose, terminal, withheld).Api;
    }

    /// <summary>A real cluster: a directory has no server.</summary>
    /// <param name="why">What a directory lacks.</param>
    /// <exception cref="RefusedException">The command line or the environment names a directory.</exception>
    /// <inheritdoc cref="OpenAsync"/>
    public static (ApiCluster Api, ClusterConnection Connection) OpenServer(
        ClusterChoice choice, bool verbose, Terminal terminal, IEnumerable<string> withheld, string why) =>
        choice.Directory is not null || (choice is { Kubeconfig: null, Context: null } && Variable(terminal, DirectoryVariable) is not null)
            ? throw new RefusedException(ExitCode.Usage, $"a directory of manifests {why}: name a cluster with --kubeconfig or --context")
            : Connect(choice, verbose, terminal, withheld);

    private static (ApiCluster Api, ClusterConnection Connection) Connect(ClusterChoice choice, bool verbose, Terminal terminal, IEnumerable<string> withheld)
    {
        var connection = ClusterConnection.Resolve(Request(choice.Kubeconfig, choice.Context, terminal) with { Withheld = [.. withheld] });
        foreach (var note in connection.Notes)
        {
            terminal.Warn(note);
        }

        if (verbose)
        {
            terminal.Say(Tone.Plain, "", $"cluster: {connection}");
        }

        var options = new ApiClientOptions
        {
            Time = terminal.Time,
            Run = terminal.RunId,
            Verbose = verbose ? line => terminal.Say(Tone.Plain, "", line) : null,
            Waiting = line => terminal.Say(Tone.Faint, "", line),
            Warn = terminal.Warn,
        };
        return (new ApiCluster(connection, choice.RequestTimeout is { } limit && limit > TimeSpan.Zero
            ? options with { AttemptTimeout = limit, FirstAnswerTimeout = limit }
            : options), connection);
    }

    /// <exception cref="RefusedException">The cluster is a snapshot, which stands for a cluster in plans alone.</exception>
    /// <param name="why">What it cannot be used for.</param>
    public static void RefuseSnapshot(IClusterReader cluster, string why)
    {
        if (cluster.Snapshot is { } snapshot)
        {
            throw new RefusedException(
                ExitCode.Usage, $"{cluster.Address}: is a snapshot of {snapshot.Server}, taken at {Times.Seconds(snapshot.TakenAt)}: {why}; name the cluster itself");
        }
    }

    /// <summary>What decides which cluster it is, besides a directory.</summary>
    public static ConnectionRequest Request(string? kubeconfig, string? context, Terminal terminal) => new()
    {
        Kubeconfig = kubeconfig,
        Context = context,
        Environment = terminal.Environment,
        HomeDirectory = terminal.HomeDirectory,
        WorkingDirectory = terminal.CurrentDirectory,
        StandardInputIsTerminal = terminal.IsInputTerminal,
        Time = terminal.Time,
    };

    private static string? Variable(Terminal terminal, string name) => terminal.Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
