namespace KfTenants.Cli.Commands;

/// <summary>Which clusters of the tenants file a command takes.</summary>
internal enum NamedClusters
{
    /// <summary>It reads no tenants file.</summary>
    None,

    /// <summary>One.</summary>
    One,

    /// <summary>One, several or all.</summary>
    Several,
}
