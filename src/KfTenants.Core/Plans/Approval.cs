namespace KfTenants.Plans;

/// <summary>What lets an apply write, and what it covers; a closed hierarchy.</summary>
public abstract record Approval
{
    private static readonly TimeSpan OldPlan = TimeSpan.FromHours(24);

    private Approval()
    {
    }

    /// <summary>A reviewed plan: what is left of it, tenant by tenant; a tenant that needs more is left alone.</summary>
    /// <param name="MaxAge">An older one is refused; null: one of more than a day is only told to be old.</param>
    public sealed record Saved(PlanDocument Plan, TimeSpan? MaxAge) : Approval;

    /// <summary>Exactly the plan with this checksum, whole or not at all.</summary>
    public sealed record Exact(string Checksum) : Approval;

    /// <summary>Any plan.</summary>
    public sealed record Automatic : Approval;

    /// <summary>A person is asked, and sees the plan before.</summary>
    public sealed record Asked : Approval;

    /// <summary>Compares the first plan of a run with what was approved before.</summary>
    public ApprovalVerdict Judge(PlanDocument now, DateTimeOffset time) => this switch
    {
        Saved saved => Judge(saved, now, time),
        Exact exact when exact.Checksum != now.Checksum => ApprovalVerdict.Covered with { Problem = new ApprovalProblem.OtherChecksum(exact.Checksum) },
        _ => ApprovalVerdict.Covered,
    };

    /// <summary>The same for the plan that was made again under the lock: it may hold no more than what was shown, and approved.</summary>
    public ApprovalVerdict JudgeAgain(PlanDocument shown, PlanDocument now)
    {
        var rest = PlanSubset.Of(shown, now);
        var unapproved = this is Saved saved ? PlanSubset.Of(saved.Plan, now).Unapproved : rest.Unapproved;
        var problem = this is Exact exact && !unapproved.IsEmpty ? new ApprovalProblem.OtherChecksum(exact.Checksum) : null;
        return new ApprovalVerdict(problem, unapproved, rest.AlreadyDone);
    }

    private static ApprovalVerdict Judge(Saved saved, PlanDocument now, DateTimeOffset time)
    {
        var age = time - saved.Plan.CreatedAt;
        var problem = age > saved.MaxAge ? new ApprovalProblem.TooOld() : Identity(saved.Plan, now);
        var rest = problem is null ? PlanSubset.Of(saved.Plan, now) : new PlanSubset([], []);
        return new ApprovalVerdict(problem, rest.Unapproved, rest.AlreadyDone) { IsOld = saved.MaxAge is null && age > OldPlan };
    }

    private static ApprovalProblem? Identity(PlanDocument saved, PlanDocument now) => (saved, now) switch
    {
        _ when saved.Set != now.Set => new ApprovalProblem.OtherSet(),
        _ when saved.Config.Sha256 != now.Config.Sha256 => new ApprovalProblem.OtherFile(),
        _ when saved.Cluster.Uid != now.Cluster.Uid || saved.Cluster.Name != now.Cluster.Name || IsDirectory(saved) != IsDirectory(now) => new ApprovalProblem.OtherCluster(),
        _ => null,
    };

    private static bool IsDirectory(PlanDocument plan) => plan.Fidelity == PlanFidelity.Directory;
}
