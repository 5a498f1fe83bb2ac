using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Running;

/// <summary>A plan, and what it was made on.</summary>
public sealed record PlanResult(Plan Plan, LiveState Live)
{
    /// <summary>The run that holds the set's lock at this moment; null when none does, or we may not see it.</summary>
    public LeaseRecord? RunInProgress =>
        Live.Find(LeaseRecord.KeyOf(Plan.Set)) is { } lease && LeaseRecord.Read(lease) is { IsFree: false } held ? held : null;
}
