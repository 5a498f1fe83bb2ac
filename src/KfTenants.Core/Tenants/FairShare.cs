using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>Through which of Kueue's queues a tenant's jobs share the cluster with those of others.</summary>
/// <param name="ClusterQueue">The ClusterQueue, which is the platform's.</param>
/// <param name="Name">What the tenant's jobs call it.</param>
/// <param name="Origin">Where the key <c>queue</c> stands.</param>
public sealed record FairShare(string ClusterQueue, string Name, SourceLocation Origin)
{
    /// <summary>Jobs that name no queue go through the one of this name (Kueue, LocalQueueDefaulting).</summary>
    public const string DefaultName = "default";
}
