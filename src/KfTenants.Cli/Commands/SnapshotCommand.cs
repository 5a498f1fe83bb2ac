using KfTenants.Cli.Output;
using KfTenants.Kubernetes.Reading;
using KfTenants.Sandbox;

namespace KfTenants.Cli.Commands;

/// <summary><c>snapshot</c>: what a plan reads of a cluster, as files, without a secret value; for plans where no cluster may be reached.</summary>
internal static class SnapshotCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that says where Dex is and which set is planned; may be repeated. Default: tenants.yaml if it exists, else Kubeflow's names";
        var output = CommonOptions.OutDirectory("Write the snapshot into this directory: a new or an empty one, or an earlier snapshot, which is replaced.");
        var command = new Verb(
            VerbGroup.LookingBack, "snapshot", "Save what a plan reads of the cluster, without secrets, for plan --cluster-dir.",
            new Example("kftenants snapshot --out snapshot", "Every night, by the job that may read the cluster."),
            new Example("kftenants plan --cluster-dir snapshot", "In a pull request that may not reach the cluster: the plan as of then."))
        {
            { Section.Input, files },
            { Section.Output, output },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files) ?? [],
            parsed.GetRequiredValue(output),
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string[] paths, string directory, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        var (file, target) = (await OptionalSet.FindAsync(paths, terminal, cancellationToken)).For(choice, terminal);
        var cluster = await Clusters.OpenAsync(target, verbose, terminal, file.SecretVariables, cancellationToken);
        using var connection = cluster as IDisposable;
        Clusters.RefuseSnapshot(cluster, "a snapshot of it would look newer than it is");
        RefuseInside(cluster.IsDirectory ? terminal.FullPath(cluster.Address) : null, terminal.FullPath(directory), directory);
        var folder = await OutputFolder.OpenAsync(
            terminal.FullPath(directory), directory, SnapshotFiles.MarkFile, SnapshotFiles.Version, isPrivate: true, cancellationToken);
        var (live, reads) = await SnapshotReading.ReadAsync(cluster, file.Dex, file.Set, cancellationToken);
        foreach (var problem in reads.Values.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            // With a file, what its own set needs was read by name, or the run has failed.
            terminal.Say(
                Tone.Change,
                file.Set is null ? "warning: " : "note: ",
                $"not in the snapshot, and a plan{(file.Set is null ? "" : " of another set")} that needs it fails: {problem}");
        }

        var written = SnapshotFiles.Of(live, file.Dex);
        var mark = SnapshotFiles.Mark(live, written, reads, terminal.Time.GetUtcNow(), VersionAction.Tool);
        await folder.WriteAsync(written, mark, cancellationToken);
        var counts = $"{Words.Count(live.All.Count(), "object")} in {Words.Count(written.Count, "file")}";
        new StyledText().Line($"{directory}: snapshot of {cluster.Address} with {counts}, {mark["checksum"]}").WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }

    // Its files would be read as the cluster's own.
    private static void RefuseInside(string? source, string target, string name)
    {
        if (source is not null && RealPath.Of(target) is { } real && RealPath.Of(source) is { } cluster &&
            (real + Path.DirectorySeparatorChar).StartsWith(cluster.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new RefusedException(ExitCode.Usage, $"--out {name}: is inside of the directory that is the cluster; name another one");
        }
    }
}
