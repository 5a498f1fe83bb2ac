namespace KfTenants.Cli.Output;

/// <summary>When something happened, and in which run of the program.</summary>
/// <param name="Cluster">What the tenants file calls the cluster; null when it has no names for clusters.</param>
internal sealed record RunMoment(DateTimeOffset Time, string RunId, string? Cluster = null);
