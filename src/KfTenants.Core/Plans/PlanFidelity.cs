namespace KfTenants.Plans;

/// <summary>How much a plan knows of its cluster: the words of <see cref="PlanDocument.Fidelity"/>.</summary>
public static class PlanFidelity
{
    /// <summary>A cluster was read.</summary>
    public const string Live = "live";

    /// <summary>A directory of manifests was read.</summary>
    public const string Directory = "directory";

    /// <summary>A snapshot of a cluster was read: nothing is applied from such a plan.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A cluster was read, and has tried every write without storing it.</summary>
    public const string Server = "server";
}
