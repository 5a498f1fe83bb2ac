using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>What <c>apply</c> says to a person while an <see cref="ApplyRunner"/> works, and the one question that it asks.</summary>
/// <param name="saved">The reviewed plan; null when there is none.</param>
/// <param name="stop">Ends the run in order when what happens can no longer be told.</param>
/// <param name="shared">Where the runs of several clusters are told; null for the only one.</param>
/// <param name="cluster">What the tenants file calls the cluster; null when it has no names for clusters.</param>
internal sealed class ApplyConversation(
    Terminal terminal,
    ImmutableArray<OutputTarget> targets,
    PlanDetail detail,
    PlanDocument? saved,
    CancellationTokenSource? stop = null,
    LiveAnswer? shared = null,
    string? cluster = null) : IDisposable
{
    private readonly LiveAnswer _live = shared ?? new LiveAnswer(terminal, targets);
    private readonly long _begun = terminal.Time.GetTimestamp();
    private Progress? _progress;
    private string _judgement = "";
    private ApplyEvent.Judged? _judged;

    public void Hear(ApplyEvent happened)
    {
        if (!_live.Hear(happened, cluster))
        {
            stop?.Cancel();
        }

        switch (happened)
        {
            case ApplyEvent.Planned { Plan: var plan }:
                Show(PlanText.Of(new PlanAnswer(plan, detail)));
                break;
            case ApplyEvent.Judged judged:
                _judged = judged;
                TalkOnce(ApprovalText.Of(saved, judged));
                break;
            case ApplyEvent.WaitingForLock { Held: var held }:
                Talk(new StyledText().Line(LockText.Waiting(held, terminal.Time.GetUtcNow())));
                break;
            case ApplyEvent.Begun begun:
                _progress = new Progress(terminal, begun.Changes, isVerbose: detail == PlanDetail.Full);
                break;
            case ApplyEvent.Happened { Event: var what }:
                _progress?.Show(what);
                break;
            case ApplyEvent.Finished:
                _progress?.Dispose();
                break;
            case ApplyEvent.NotRecorded { Problem: var problem }:
                Warn($"the run's end is not in the run history: {problem}");
                break;
            case ApplyEvent.NotAnnounced { Problem: var problem }:
                Warn($"not every event of this run was written: {problem}");
                break;
            case ApplyEvent.LockKept { Expiry: var expiry }:
                Warn($"the lock could not be released; it expires {Durations.Text(expiry)} after its last renewal");
                break;
            default:
                break;
        }
    }

    public Task<bool> AskAsync(PlanDocument plan, CancellationToken cancellationToken) =>
        Confirmation.AskAsync(terminal, ApprovalQuestion.Of(plan), "Not applied.", cancellationToken, ApprovalQuestion.AnswerTo(plan));

    /// <summary>The report, what failed as the last thing that is read, and what the run means for the exit code.</summary>
    public async Task<ExitCode> EndAsync(ReportAnswer answer)
    {
        var report = Complete(answer);
        _live.End(report);
        await Answer.WriteAsync(terminal, _live.Finished, f => f.Report, report, CancellationToken.None);
        Talk(FailureText.Of(answer.Result));
        answer.Result.Failure?.Throw();
        _live.ThrowFailure();
        return answer.Code;
    }

    /// <summary>The report of one of several clusters: told in text where that is the answer; the other formats tell all clusters together.</summary>
    public ReportAnswer Close(ReportAnswer answer)
    {
        var report = Complete(answer);
        _live.End(report, cluster!);
        if (Answer.OfStandardOutput(targets) == OutputFormats.Default)
        {
            ReportText.Of(report).WriteTo(terminal.Out, terminal.ColorsOutput);
        }

        Talk(FailureText.Of(report.Result));
        return report;
    }

    /// <summary>The run has no report, and what is told while it happens must not end without its end.</summary>
    /// <exception cref="KfTenantsException">It stopped because that could not be told.</exception>
    public void Fail(Exception failed)
    {
        _live.Fail(FailureAnswer.Of(failed) with { At = terminal.Time.GetUtcNow(), Cluster = cluster });
        _live.ThrowFailure();
    }

    public void Dispose()
    {
        _progress?.Dispose();
        if (shared is null)
        {
            _live.Dispose();
        }
    }

    private ReportAnswer Complete(ReportAnswer answer)
    {
        if (answer.Result.HeldBy is { } held)
        {
            Talk(new StyledText().Add(Tone.Bad, "error: ").Line(LockText.Locked(answer.Result.Plan.Set, held, terminal.Time.GetUtcNow())));
        }

        // A machine gets its report also when there was nothing to write, or no leave to; and no person interrupts it.
        var now = terminal.Time.GetUtcNow();
        return answer with { Problems = RunProblems.Of(answer.Result, _judged, saved, now), Ended = now, Took = terminal.Time.GetElapsedTime(_begun) };
    }

    // The plan is the answer while text is; beside a machine's answer it is talk.
    private void Show(StyledText plan)
    {
        if (Answer.OfStandardOutput(targets) == OutputFormats.Default)
        {
            plan.WriteTo(terminal.Out, terminal.ColorsOutput);
            terminal.Out.Flush();
            return;
        }

        Talk(plan);
    }

    private void Warn(string line) => Talk(new StyledText().Add(Tone.Change, "warning: ").Line(line));

    // Under the lock mostly the same is said of the plan as before.
    private void TalkOnce(StyledText judgement)
    {
        if (judgement.ToString() != _judgement)
        {
            _judgement = judgement.ToString();
            Talk(judgement);
        }
    }

    private void Talk(StyledText text) => text.WriteTo(terminal.Error, terminal.ColorsError);
}
