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
        RefuseUnread(choice);
        return DirectoryOf(choice, terminal) is var (directory, path)
            ? await DirectoryCluster.OpenAsync(path, directory, terminal.Time, cancellationToken)
            : Connect(choice, verbose, terminal, withheld).Api;
    }

    /// <summary>A real cluster: a directory has no server.</summary>
    /// <param name="why">What a directory lacks.</param>
    /// <exception cref="RefusedException">The command line, the file or the environment names a directory.</exception>
    /// <inheritdoc cref="OpenAsync"/>
    public static (ApiCluster Api, ClusterConnection Connection) OpenServer(
        ClusterChoice choice, bool verbose, Terminal terminal, IEnumerable<string> withheld, string why)
    {
        RefuseUnread(choice);
        return DirectoryOf(choice, terminal) is not null
            ? throw new RefusedException(ExitCode.Usage, $"a directory of manifests {why}: name a cluster with --kubeconfig or --context")
            : Connect(choice, verbose, terminal, withheld);
    }

    private static (ApiCluster Api, ClusterConnection Connection) Connect(ClusterChoice choice, bool verbose, Terminal terminal, IEnumerable<string> withheld)
    {
        var connection = ClusterConnection.Resolve(RequestOf(choice, withheld, terminal));
        foreach (var note in connection.Notes)
        {
            terminal.Warn(note);
        }

        if (verbose)
        {
            terminal.Say(Tone.Plain, "", $"cluster: {connection}");
        }

        return (new ApiCluster(connection, Options(choice, verbose, terminal)), connection);
    }

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

    /// <summary>What tells one cluster from another before it is asked: the server's URL, or the directory; null when that cannot be known.</summary>
    public static string? AddressOf(ClusterChoice choice, Terminal terminal)
    {
        try
        {
            return DirectoryOf(choice, terminal) is var (_, path) ? $"directory {RealPath.Of(path) ?? path}" : ClusterConnection.Resolve(RequestOf(choice, [], terminal)).Server;
        }
        catch (KfTenantsException)
        {
            // Who opens it is told why.
            return null;
        }
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

    /// <summary>The same of a cluster that was chosen; it is no directory.</summary>
    /// <exception cref="KfTenantsException">The file names what it may not, or what is not there.</exception>
    public static ConnectionRequest RequestOf(ClusterChoice choice, IEnumerable<string> withheld, Terminal terminal)
    {
        var request = Request(choice.Kubeconfig, choice.Context, terminal) with { Withheld = [.. withheld] };
        return choice.Entry is { } entry ? NamedCluster.RequestOf(entry, choice.Places, request, terminal) : request;
    }

    /// <summary>The directory that stands for a cluster, as it is named and absolute; null when it is a real one.</summary>
    public static (string Name, string Path)? DirectoryOf(ClusterChoice choice, Terminal terminal)
    {
        if (choice.Entry is { } entry)
        {
            return NamedCluster.DirectoryOf(entry, terminal);
        }

        var directory = choice.Directory ?? (choice.IsSaid ? null : Variable(terminal, DirectoryVariable));
        return directory is null ? null : (directory, terminal.FullPath(directory));
    }

    // A name must never be passed over.
    private static void RefuseUnread(ClusterChoice choice)
    {
        if (choice is { Names: not [], Entry: null })
        {
            throw new RefusedException(ExitCode.Usage, $"--cluster {string.Join(',', choice.Names)}: this command reads no tenants file that could say what that is");
        }
    }

    private static string? Variable(Terminal terminal, string name) => terminal.Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
