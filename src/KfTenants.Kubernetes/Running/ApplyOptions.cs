using KfTenants.Plans;

namespace KfTenants.Kubernetes.Running;

/// <summary>The options of one apply, from its command line and its surroundings.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="Tenants">How many the documents have.</param>
/// <param name="LockTimeout">How long to wait for another run.</param>
/// <param name="RunId">What this run is found by again.</param>
/// <param name="Person"><c>user@host</c>: holds the lock, and is the actor where the cluster does not know the user.</param>
/// <param name="RunUrl">Where the log of this run is, if a pipeline said so.</param>
/// <param name="Version">Of this tool.</param>
public sealed record ApplyOptions(
    PlanSource Source, string Set, int Tenants, Approval Approval, TimeSpan LockTimeout, string RunId, string Person, string? RunUrl, string Version)
{
    /// <summary>Which part of the plan is this run's; null: all of it.</summary>
    public Shard? Shard { get; init; }
}
