using KfTenants.Cli.Output;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Locking;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Cli.Commands;

/// <summary>
/// The conversation of <c>apply</c>: plan, show, guard, compare with what was approved, ask; then, only if something is to be written,
/// the lock, and <see cref="LockedRun"/>. Nothing is written that was not shown before, here or in the approved plan; an apply
/// without anything to do writes nothing at all, not even the lock.
/// </summary>
internal sealed class ApplyRun(
    Func<CancellationToken, Task<PlanResult>> plan,
    Func<Plan, CancellationToken, IAsyncEnumerable<RunEvent>> execute,
    ICluster cluster,
    ApplyOptions options,
    Terminal terminal)
{
    /// <summary>For what ends a run, when the cluster has stopped answering.</summary>
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(15);

    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var shown = PlanView.Of((await plan(cancellationToken)).Plan, options.Files);
        await ShowAsync(PlanText.Of(shown), cancellationToken);
        var isStale = !options.Approval.Covers(shown, terminal);
        if (!shown.GuardsPassed && (isStale || !options.Approval.CoversGuards))
        {
            return await EndAsync(Report.Unwritten(shown, ExitCode.Guarded), cancellationToken);
        }

        if (isStale)
        {
            return await EndAsync(Report.Unwritten(shown, ExitCode.Stale), cancellationToken);
        }

        if (!shown.HasWrites)
        {
            return await EndAsync(Report.Unwritten(shown, PlanCommand.CodeOf(shown, detailed: false)), cancellationToken);
        }

        return options.Approval.IsGiven || await Confirmation.AskAsync(terminal, Question(shown), "Not applied.", cancellationToken)
            ? await EndAsync(await WriteAsync(shown, cancellationToken), CancellationToken.None)
            : await EndAsync(Report.Unwritten(shown, ExitCode.Cancelled), cancellationToken);
    }

    private static string Question(PlanView shown) =>
        (GuardText.Overridden(shown.Guards) is { } guards ? $"Overridden guards: {guards}. " : "") + $"Apply this to {shown.Cluster.Address}?";

    private async Task<Report> WriteAsync(PlanView shown, CancellationToken cancellationToken)
    {
        var request = new LockRequest(shown.Set, $"{terminal.Person}/{terminal.RunId}", options.Ci.RunUrl, options.LockTimeout);
        LockAnswer answer;
        try
        {
            answer = await LockTaking.TakeAsync(
                cluster, request, terminal.Time, held => Say(Tone.Plain, "", LockText.Waiting(held, terminal.Time.GetUtcNow())), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Report.Unwritten(shown, ExitCode.Cancelled);
        }

        if (answer is not LockAnswer.Taken { Lock: var taken })
        {
            Say(Tone.Bad, "error: ", LockText.Locked(shown.Set, ((LockAnswer.Held)answer).By, terminal.Time.GetUtcNow()));
            return Report.Unwritten(shown, ExitCode.Locked);
        }

        await using (taken)
        {
            try
            {
                return await new LockedRun(plan, execute, cluster, taken, options, terminal).RunAsync(shown, cancellationToken);
            }
            finally
            {
                // Also after Ctrl-C: the next run need not wait.
                using var limit = new CancellationTokenSource(ReleaseLimit, terminal.Time);
                if (!await taken.ReleaseAsync(limit.Token))
                {
                    Say(Tone.Change, "warning: ", $"the lock could not be released; it expires {Durations.Text(request.Duration)} after its last renewal");
                }
            }
        }
    }

    // The plan is the answer while text is; beside a machine's answer it is talk.
    private async Task ShowAsync(StyledText text, CancellationToken cancellationToken)
    {
        if (Answer.OfStandardOutput(options.Targets) == OutputFormat.Text)
        {
            text.WriteTo(terminal.Out, terminal.ColorsOutput);
            await terminal.Out.FlushAsync(cancellationToken);
            return;
        }

        text.WriteTo(terminal.Error, terminal.ColorsError);
    }

    // A machine gets its report also when there was nothing to write, or no leave to.
    private async Task<ExitCode> EndAsync(Report report, CancellationToken cancellationToken)
    {
        await Answer.WriteAsync(terminal, options.Targets, () => ReportText.Of(report), () => ReportJson.Of(report), cancellationToken);
        return report.Code;
    }

    private void Say(Tone tone, string prefix, string line) =>
        new StyledText().Add(tone, prefix).Line(line).WriteTo(terminal.Error, terminal.ColorsError);
}
