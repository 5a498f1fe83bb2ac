using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>How long a tenant's pods may live, and who deletes those that lived that long.</summary>
/// <param name="Max">A duration as Go reads it, as it was written; null: no policy limits what a pod says of itself.</param>
/// <param name="IsRequired">A pod must say how long it is to live.</param>
/// <param name="Reaper">Null: none gets rights here.</param>
/// <param name="Origin">Where the key <c>walltime</c> stands.</param>
public sealed record Walltime(string? Max, bool IsRequired, JobReaper? Reaper, SourceLocation Origin);

/// <summary>A program that deletes pods whose time is over, by the rights that it is bound to in each tenant's namespace.</summary>
public sealed record JobReaper(string Namespace, string ServiceAccount, string ClusterRole)
{
    /// <summary>As job-pod-reaper is installed (OSC/job-pod-reaper, install/namespace-rbac.yaml).</summary>
    public static readonly JobReaper Default = new("job-pod-reaper", "job-pod-reaper", "job-pod-reaper");
}
