using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>One cluster that a command is for, and what of the file is for it.</summary>
/// <param name="Set">The part for this cluster, where the file names clusters; null without a file.</param>
internal sealed record ClusterTarget(TenantSet? Set, ClusterChoice Choice)
{
    /// <summary>Of one that was chosen by its name.</summary>
    public string Name => Choice.Entry!.Name;
}
