using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// <c>apply</c> for several clusters: each plans, locks, writes and reports for itself, side by side. Only the approval is one: a person is asked when every plan is there, and one
/// checksum stands for all.
/// </summary>
/// <param name="saved">The reviewed plans; null when there are none.</param>
internal sealed class ApplyRuns(ApplyRequest request, TenantSet set, SourceLines lines, ImmutableArray<string> files, ClusterPlans? saved, Terminal terminal)
{
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var scoped = request.Plan.Options.Scope ?? [];
        CheckedInput.RequireTenants([.. set.Tenants.Select(t => t.Name), .. set.Tombstones.Select(t => t.Name)], scoped);
        var targets = ClusterTargets.Several(set, request.Plan.Cluster, terminal);
        if (saved?.Without is { IsEmpty: false } without)
        {
            terminal.Note($"nothing was planned for {NameList.And([.. without])}, and nothing is applied there");
        }

        var expected = saved is null && request.Expect is { } sum ? await ExpectAsync(targets, sum, cancellationToken) : null;
        using var runs = new ClusterRuns(terminal, targets);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var live = new LiveAnswer(terminal, request.Targets);
        var claims = new ClusterClaims();
        var ended = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var question = new JointQuestion(targets.Length, AskAsync);
        var parts = await runs.RunAsync(
            OneAsync,
            stop.Token,
            failure =>
            {
                End(failure.Cluster!, ClusterPart<ReportAnswer>.Of(failure.Cluster!, failure).Summary);
                live.FailOne(failure);
            });
        var answer = new ClustersAnswer<ReportAnswer>(set.Name, parts, terminal.Time.GetUtcNow());
        live.End(answer);
        await Answer.WriteFilesAsync(terminal, live.Finished, answer, f => f.Report, CancellationToken.None);
        await TellAsync(answer);
        live.ThrowFailure();
        return answer.Code;

        async Task<(ReportAnswer Answer, ExitCode Code, string Summary)> OneAsync(ClusterTarget target, Terminal own, CancellationToken cancel)
        {
            if (expected?.GetValueOrDefault(target.Name) is { Failure: { } failure })
            {
                // Nothing of it was compared, so nothing is approved.
                throw failure.Problems.Any(p => p.IsUnreachable)
                    ? new KfTenantsException(failure.Problems)
                    : new RefusedException(failure.Code, failure.ToText().ToString().TrimEnd());
            }

            var plan = saved?.Plans.Single(p => p.Cluster.Name == target.Name);
            var one = request with { Plan = plan is null ? request.Plan.Within(target.Set!) : request.Plan.For(plan) };
            var input = await CheckedInput.ReadAsync(target.Set!, lines, one.Plan, own, cancel);
            plan = plan?.Within(request.Shard);
            using var conversation = new ApplyConversation(own, request.Targets, request.Detail, plan, stop, live, target.Name);
            var run = new ApplyRun(one, files, target, ApprovalOf(target, plan, expected));
            var report = conversation.Close(await run.RunAsync(
                input,
                conversation,
                planned => claims.Claim(target.Name, planned.Live.Cluster),
                (shown, c) => runs.AsideAsync(() => question.AskAsync(target.Name, shown, c)),
                own,
                cancel));
            End(target.Name, SummaryOf(report));
            return (report, CodeOf(report, own), SummaryOf(report));
        }

        // In this order: the question names all that have ended.
        void End(string cluster, string summary)
        {
            lock (ended)
            {
                ended[cluster] = summary;
            }

            question.End(cluster);
        }

        async Task<bool> AskAsync(IReadOnlyList<PlanDocument> plans, CancellationToken cancel)
        {
            runs.Talk.Together();
            string[] others;
            lock (ended)
            {
                others = [.. ended.Select(e => $"Not among them: {e.Key} ({e.Value}).")];
            }

            return await Confirmation.AskAsync(terminal, ApprovalQuestion.Of(plans, others), "Not applied.", cancel, ApprovalQuestion.AnswerTo(plans));
        }
    }

    private Approval ApprovalOf(ClusterTarget target, PlanDocument? plan, ImmutableDictionary<string, ClusterPart<PlanAnswer>>? expected) => plan switch
    {
        not null => new Approval.Saved(plan, request.MaxAge),
        null when expected is not null => new Approval.Exact(expected[target.Name].Answer!.Plan.Checksum),
        _ => request.AutoApprove ? new Approval.Automatic() : new Approval.Asked(),
    };

    // The sum over all can be compared only when all plans are there; each run then holds itself to its own.
    private async Task<ImmutableDictionary<string, ClusterPart<PlanAnswer>>> ExpectAsync(
        ImmutableArray<ClusterTarget> targets, string expected, CancellationToken cancellationToken)
    {
        using var runs = new ClusterRuns(terminal with { Error = TextWriter.Null }, targets);
        var parts = await runs.RunAsync(
            async (target, own, cancel) =>
            {
                var plan = new PlanRun(request.Plan.Within(target.Set!), files, new ServerCheck(IsAsked: false, Strict: false));
                var input = await CheckedInput.ReadAsync(target.Set!, lines, plan.Request, own, cancel);
                return (new PlanAnswer(await plan.MakeAsync(target, input, null, own, cancel)), ExitCode.Ok, "");
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        ImmutableArray<PlanDocument> plans = [.. parts.Select(p => p.Answer?.Plan).OfType<PlanDocument>()];
        if (ClusterPlans.ChecksumOf(plans) is var now && now == expected)
        {
            return parts.ToImmutableDictionary(p => p.Name, StringComparer.Ordinal);
        }

        var without = parts.Where(p => p.Failure is not null).Select(p => $"{p.Name}: {p.Summary}").ToArray();
        throw new RefusedException(
            ExitCode.Stale,
            $"the plans are not the ones that were approved ({expected}); nothing was written. Review them again with kftenants plan: their checksum is {now}" +
            (without.Length == 0 ? "" : $", without {string.Join(", ", without)}"));
    }

    // What the text says of each cluster was said when it ended.
    private async Task TellAsync(ClustersAnswer<ReportAnswer> answer)
    {
        if (Answer.OfStandardOutput(request.Targets) is var format && format != OutputFormats.Default)
        {
            await Answer.WriteOutAsync(terminal, request.Targets, answer, f => f.Report, CancellationToken.None);
            return;
        }

        new StyledText().EndLine().Add(ClustersText.End(answer.Rendered(TextFormat.Format, f => f.Report))).WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(CancellationToken.None);
    }

    private static ExitCode CodeOf(ReportAnswer report, Terminal own)
    {
        if (report.Result.Failure is not { SourceException: { } stopped })
        {
            return report.Code;
        }

        var failure = FailureAnswer.Of(stopped);
        failure.ToText().WriteTo(own.Error, own.ColorsError);
        return failure.Code;
    }

    private static string SummaryOf(ReportAnswer report)
    {
        var stopped = report.Result.Failure?.SourceException as KfTenantsException;
        string[] words =
        [
            .. report.Result.Report is null
                ? [Unwritten(report)]
                : report.Counts.Where(c => c.Count > 0).Select(c => $"{c.Count} {OutcomeText.Spoken(c.Word)}").DefaultIfEmpty("nothing done"),
            .. stopped?.Problems.Any(p => p.IsUnreachable) == true ? ["then unreachable"]
                : report.Result.Report?.Interrupted == true ? ["interrupted"]
                : report.Result is { Remaining: not null, Report.Converged: false } ? ["not converged"] : Array.Empty<string>(),
        ];
        return string.Join(", ", words);
    }

    private static string Unwritten(ReportAnswer report) => report.Result.End switch
    {
        RunEnd.Ok => "none",
        RunEnd.Guarded => "refused by guards",
        RunEnd.Cancelled => "not applied",
        var end => ExitCode.Of(end).Word,
    };
}
