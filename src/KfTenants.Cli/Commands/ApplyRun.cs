using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes.Applying;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>One apply of one cluster: from the checked input to what came of it.</summary>
/// <param name="Files">The documents, as they were named.</param>
internal sealed record ApplyRun(ApplyRequest Request, ImmutableArray<string> Files, ClusterTarget Target, Approval Approval)
{
    private static readonly TimeSpan PipelinePatience = TimeSpan.FromMinutes(5);

    /// <param name="planned">Hears of each plan that was made, and may refuse it; null when no one asks.</param>
    /// <param name="ask">Where a person is to approve: whether they do.</param>
    public async Task<ReportAnswer> RunAsync(
        CheckedInput input,
        ApplyConversation conversation,
        Action<PlanResult>? planned,
        Func<PlanDocument, CancellationToken, Task<bool>> ask,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var options = Request.Plan.Options with { IsSharded = Request.Shard is not null };
        var cluster = await Clusters.OpenAsync(Target.Choice, Request.Plan.Verbose, terminal, input.Set.SecretVariables, cancellationToken);
        using var connection = cluster as IDisposable;
        Clusters.RefuseSnapshot(cluster, "nothing is ever applied to one");
        var pipeline = CiEnvironment.Of(terminal);
        var runner = new ApplyRunner(
            cluster,
            PlanAsync,
            new PlanExecutor(cluster, terminal.Time, Request.WaitTimeout).RunAsync,
            new ApplyOptions(
                new PlanSource(Files, options, pipeline.Commit, VersionAction.Tool),
                input.Set.Name,
                input.Set.Tenants.Length,
                Approval,
                Request.LockTimeout ?? (terminal.IsInputTerminal && !pipeline.IsOne ? TimeSpan.Zero : PipelinePatience),
                terminal.RunId,
                terminal.Person,
                pipeline.RunUrl,
                VersionAction.Version)
            {
                Shard = Request.Shard,
            },
            terminal.Time,
            conversation.Hear,
            ask);
        var resume = Approval is Approval.Exact ? "a new plan, because what is left has another checksum" : Request.Resume;
        return new ReportAnswer(await runner.RunAsync(cancellationToken), resume, Request.Detail);

        async Task<PlanResult> PlanAsync(CancellationToken cancel)
        {
            var result = await PlanPipeline.PlanAsync(input.Set, input.Secrets, cluster, options, cancel);
            planned?.Invoke(result);
            return result;
        }
    }
}
