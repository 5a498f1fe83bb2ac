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
        if (DirectoryOf(choice, terminal) is { } directory)
        {
            return await DirectoryCluster.OpenAsync(terminal.FullPath(directory), directory, terminal.Time, cancellationToken);
        }

        var connection = ClusterConnection.Resolve(Request(choice.Kubeconfig, choice.Context, terminal) with { Withheld = [.. withheld] });
        foreach (var note in connection.Notes)
        {
            terminal.Warn(note);
        }

        if (verbose)
        {
            terminal.Say(Tone.Plain, "", $"cluster: {connection}");
        }

        return new ApiCluster(connection, Options(choice, verbose, terminal));
    }

    /// <summary>The directory that stands for a cluster; null when it is a real one.</summary>
    public static string? DirectoryOf(ClusterChoice choice, Terminal terminal) =>
        choice.Directory ?? (choice is { Kubeconfig: null, Context: null } ? Variable(terminal, DirectoryVariable) : null);

    /// <summary>How requests are made.</summary>
    public static ApiClientOptions Options(ClusterChoice choice, bool verbose, Terminal terminal)
    {
        var options = new ApiClientOptions
        {
            Time = terminal.Time,
            Run = terminal.RunId,
            Verbose = verbose ? line => terminal.Say(Tone.Plain, "", line) : null,
            Waiting = line => terminal.Say(Tone.Faint, "", line),
            Warn = terminal.Warn,
        };
        return choice.RequestTimeout is { } limit && limit > TimeSpan.Zero
            ? options with { AttemptTimeout = limit, FirstAnswerTimeout = limit }
            : options;
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
