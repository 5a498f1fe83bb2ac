using KfTenants.Cli.Output;
using KfTenants.Kubernetes.Running;

namespace KfTenants.Cli.Commands;

/// <summary><c>history</c>: the set's last runs, the newest first.</summary>
internal static class HistoryCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        var output = CommonOptions.Output(OutputFormats.With(f => f.History));
        var command = new Verb(
            VerbGroup.LookingBack, "history", "Show who applied what and when: the last runs of this set in this cluster.",
            new Example("kftenants history", "The last runs, the newest first."),
            new Example("kftenants history -o json", "The same for a program."))
        {
            { Section.Input, files },
            { Section.Output, output },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files),
            parsed.GetValue(output) ?? [],
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string[]? paths, OutputTarget[] targets, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        var (set, target, withheld) = await SetName.ReadAsync(paths, choice, terminal, cancellationToken);
        var cluster = await Clusters.OpenAsync(target, verbose, terminal, withheld, cancellationToken);
        using var connection = cluster as IDisposable;
        Clusters.RefuseSnapshot(cluster, "it has no run history");
        var record = await SetParent.ReadAsync(cluster, set, cancellationToken);
        await Answer.WriteAsync(terminal, [.. targets], f => f.History, new HistoryAnswer(set, cluster.Address, record), cancellationToken);
        return ExitCode.Ok;
    }
}
