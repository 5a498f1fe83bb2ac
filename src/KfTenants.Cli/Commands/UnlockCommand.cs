using KfTenants.Cli.Output;
using KfTenants.Kubernetes;
using KfTenants.Runs;

namespace KfTenants.Cli.Commands;

/// <summary><c>unlock</c>: frees a lock whose holder will not come back. A holder that is still at work notices, and stops.</summary>
internal static class UnlockCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        var approve = CommonOptions.AutoApprove();
        var command = new Verb(
            VerbGroup.LookingBack, "unlock", "Free the lock of a run that was killed; it would also expire by itself.",
            new Example("kftenants unlock", "See who holds the lock, and free it after a question."))
        {
            { Section.Input, files },
            { Section.Guards, approve },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files),
            parsed.GetValue(approve),
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string[]? paths, bool autoApprove, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!autoApprove)
        {
            Confirmation.CheckCanAsk("unlock", paths ?? [], terminal, "--auto-approve");
        }

        var (set, target, withheld) = await SetName.ReadAsync(paths, choice, terminal, cancellationToken);
        var cluster = await Clusters.OpenAsync(target, verbose, terminal, withheld, cancellationToken);
        using var connection = cluster as IDisposable;
        Clusters.RefuseSnapshot(cluster, "it has no lock");
        var key = LeaseRecord.KeyOf(set);
        if (await cluster.GetAsync(key, cancellationToken) is not { } lease || LeaseRecord.Read(lease) is not { IsFree: false } held)
        {
            await SayAsync(terminal, $"{key}: set {set} is not locked", cancellationToken);
            return ExitCode.Ok;
        }

        var now = terminal.Time.GetUtcNow();
        await SayAsync(terminal, $"{key}: set {set} is locked by {LockText.Of(held, now)}", cancellationToken);
        var warning = held.LooksDeadAt(now) ? "" : " It looks alive: a run that still holds the lock stops before its next write.";
        if (!autoApprove && !await Confirmation.AskAsync(
            terminal, new StyledText().EndLine().Line($"Free the lock?{warning}"), "Not unlocked.", cancellationToken))
        {
            return ExitCode.Cancelled;
        }

        switch (await cluster.MergePatchAsync(key, held.Release(now), held.Live, CancellationToken.None))
        {
            case WriteAnswer.Written:
                await SayAsync(terminal, $"{key}: unlocked", cancellationToken);
                return ExitCode.Ok;
            case WriteAnswer.Stale:
                throw new RefusedException(ExitCode.Stale, $"{key}: the lock has changed: its holder is alive, or another run has it; run the command again");
            case var refused:
                throw new KfTenantsException(refused.Problem!);
        }
    }

    private static async Task SayAsync(Terminal terminal, string line, CancellationToken cancellationToken)
    {
        new StyledText().Line(line).WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(cancellationToken);
    }
}
