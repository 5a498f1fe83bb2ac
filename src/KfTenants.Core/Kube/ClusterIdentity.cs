namespace KfTenants.Kube;

/// <summary>Which cluster an answer came from.</summary>
/// <param name="Uid">The uid of namespace <c>kube-system</c>: survives a change of address. Empty when there is none.</param>
/// <param name="Address">Where it was reached: a server URL, or the directory.</param>
/// <param name="IsDirectory">The cluster is simulated by a directory of manifests.</param>
public sealed record ClusterIdentity(string Uid, string Address, bool IsDirectory)
{
    /// <summary>Where its address and credentials are configured, for people; null for a directory.</summary>
    public string? Source { get; init; }

    /// <summary>What the tenants file calls it; null when it has no names for clusters.</summary>
    public string? Name { get; init; }

    /// <summary>The directory is a snapshot of another cluster; null when it is none.</summary>
    public ClusterSnapshot? Snapshot { get; init; }
}
