using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>Makes the plan of one cluster, from the checked input to the document.</summary>
/// <param name="Files">The documents, as they were named.</param>
internal sealed record PlanRun(PlanRequest Request, ImmutableArray<string> Files, ServerCheck Check)
{
    public async Task<PlanDocument> MakeAsync(ClusterTarget target, CheckedInput input, PlanBase? before, Terminal terminal, CancellationToken cancellationToken)
    {
        var cluster = await OpenAsync(target.Choice, input.Set, before, terminal, cancellationToken);
        using var connection = cluster as IDisposable;
        Check.Require(cluster);
        var planned = await PlanPipeline.PlanAsync(input.Set, HashOf, cluster, Request.Options, cancellationToken);
        if (planned.RunInProgress is { } held)
        {
            terminal.Note(LockText.InProgress(held, terminal.Time.GetUtcNow()));
        }

        var source = new PlanSource(Files, Request.Options, CiEnvironment.Of(terminal).Commit, VersionAction.Tool);
        var document = PlanDocument.Of(planned.Plan, source, terminal.Time.GetUtcNow());
        document = before?.Attribute(document, input.Set, planned.Live, Request.Options) ?? document;
        return await Check.OfAsync(planned.Plan, document, cluster, cancellationToken);

        string? HashOf(User user, string? present)
        {
            var hash = PlanPipeline.HashOf(user, present, input.Secrets);
            before?.Remember(user, hash);
            return hash;
        }
    }

    public ExitCode CodeOf(PlanDocument plan, bool detailed) =>
        ExitCode.Of(ExitCode.Of(RunEnds.Of(plan)), detailed && plan.HasWrites ? ExitCode.Changes : ExitCode.Ok, Check.CodeOf(plan));

    /// <summary>In a word or two, for the line about several clusters.</summary>
    public static string SummaryOf(PlanDocument plan) => plan switch
    {
        { GuardsAllow: false } => $"{Counted(plan)}, refused by guards",
        { HasConflicts: true } => $"{Counted(plan)}, {Words.Count(plan.Count("conflict"), "conflict")}",
        { HasRejections: true } => $"{Counted(plan)}, some rejected by the server",
        _ => Counted(plan),
    };

    // Settings alone are approved by a write, too.
    private static string Counted(PlanDocument plan) => plan.Changes.Count(c => c.Action != "conflict") switch
    {
        0 => plan.Settings.IsEmpty ? "none" : $"{Words.Count(plan.Settings.Length, "setting")} to approve",
        var count => Words.Count(count, "change"),
    };

    // Variables that only the base names are secrets, too.
    private async Task<ICluster> OpenAsync(ClusterChoice choice, TenantSet set, PlanBase? before, Terminal terminal, CancellationToken cancellationToken)
    {
        var withheld = set.SecretVariables.Concat(before?.Set?.SecretVariables ?? []);
        try
        {
            return await Clusters.OpenAsync(choice, Request.Verbose, terminal, withheld, cancellationToken);
        }
        catch (KfTenantsException none) when (before is not null)
        {
            throw before.WithoutCluster(none, Request.Paths);
        }
    }
}
