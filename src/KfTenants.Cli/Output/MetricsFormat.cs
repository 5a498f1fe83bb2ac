using System.Collections.Immutable;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>metrics</c>: numbers of a plan or an apply for Prometheus, by the node exporter's textfile collector. A run that has no answer writes none, so the time in the
/// last file grows old, which is what an alert looks at.
/// </summary>
internal static class MetricsFormat
{
    private static readonly ImmutableArray<string> Actions = ["create", "update", "replace", "delete", "adopt", "release", "conflict"];

    private static readonly ImmutableArray<ExitCode> PlanCodes = [ExitCode.Ok, ExitCode.Changes, ExitCode.Guarded, ExitCode.Conflict, ExitCode.Failed];

    private static readonly ImmutableArray<ExitCode> ReportCodes = [.. Enum.GetValues<RunEnd>().Select(ExitCode.Of)];

    public static readonly OutputFormat Format = new("metrics")
    {
        Plan = answer => Of(answer.Plan),
        Report = Of,
        Join = ClustersTables.Metrics,
        IsForOtherUsers = true,
    };

    private static PrometheusText Of(PlanDocument plan)
    {
        (string, string)[] Labels(params ReadOnlySpan<(string, string)> more) => [("set", plan.Set), .. Of(plan.Cluster), .. more];
        var code = ExitCode.Of(ExitCode.Of(RunEnds.Of(plan)), plan.HasRejections ? ExitCode.Failed : ExitCode.Ok, plan.HasWrites ? ExitCode.Changes : ExitCode.Ok);
        int Guards(GuardOutcome outcome) => plan.Guards.Count(g => g.Outcome == outcome);
        return new PrometheusText()
            .Gauge("kftenants_plan_timestamp_seconds", "When the plan was made, since 1970.", (Labels(), plan.CreatedAt.ToUnixTimeSeconds()))
            .Gauge("kftenants_plan_outcome", "1 for the word that plan --detailed-exitcode ends with.",
                PlanCodes.Select(c => (Labels(("outcome", c.Word)), Is(c == code))))
            .Gauge("kftenants_plan_changes", "Changes that apply would make, by action; a conflict is not made.",
                Actions.Select(a => (Labels(("action", a)), (double)plan.Count(a))))
            .Gauge("kftenants_plan_unchanged_objects", "Objects that are as the tenants file says.", (Labels(), plan.Summary.Unchanged))
            .Gauge("kftenants_plan_tenant_deletions", "Tenants that apply would delete.", (Labels(), DestructionText.Tenants(plan).Length))
            .Gauge("kftenants_plan_drift_fields", "Fields that were changed outside kftenants and that apply would put back.", (Labels(), plan.Drift.Count()))
            .Gauge("kftenants_plan_unmanaged_grants", "Grants in managed tenants that the tenants file does not know.", (Labels(), plan.Unmanaged.Length))
            .Gauge("kftenants_plan_missing_tenants", "Tenants of the set that the tenants file no longer has.", (Labels(), plan.MissingTenants.Length))
            .Gauge("kftenants_plan_guards", "Guards by what they say of the plan.",
                (Labels(("outcome", "pass")), Guards(GuardOutcome.Pass)), (Labels(("outcome", "overridden")), Guards(GuardOutcome.Overridden)),
                (Labels(("outcome", "fail")), Guards(GuardOutcome.Fail)));
    }

    private static PrometheusText Of(ReportAnswer answer)
    {
        var plan = answer.Result.Plan;
        (string, string)[] Labels(params ReadOnlySpan<(string, string)> more) => [("set", plan.Set), .. Of(plan.Cluster), .. more];
        var text = new PrometheusText()
            .Gauge("kftenants_apply_timestamp_seconds", "When the apply ended, since 1970.", (Labels(), answer.Ended.ToUnixTimeSeconds()))
            .Gauge("kftenants_apply_duration_seconds", "How long the apply took, with its question and its waits.", (Labels(), Math.Round(answer.Took.TotalSeconds, 3)))
            .Gauge("kftenants_apply_outcome", "1 for the word that the apply ended with.", ReportCodes.Select(c => (Labels(("outcome", c.Word)), Is(c == answer.Code))))
            .Gauge("kftenants_apply_changes", "Changes of the apply, by what became of them.", answer.Counts.Select(c => (Labels(("outcome", c.Word)), (double)c.Count)))
            .Gauge("kftenants_apply_unmanaged_grants", "Grants that the tenants file does not know, as they were last seen.",
                (Labels(), (answer.Result.Remaining ?? plan).Unmanaged.Length));
        return answer.Code == ExitCode.Ok
            ? text.Gauge("kftenants_apply_success_timestamp_seconds", "When the apply ended, since 1970; only of one that ended with ok.",
                (Labels(), answer.Ended.ToUnixTimeSeconds()))
            : text;
    }

    private static (string, string)[] Of(ClusterDocument cluster) => cluster.Name is { } name ? [("cluster", name)] : [];

    private static double Is(bool so) => so ? 1 : 0;
}
