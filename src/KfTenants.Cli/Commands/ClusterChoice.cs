using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>What the command line says about the cluster; null where it says nothing.</summary>
internal sealed record ClusterChoice(string? Directory, string? Kubeconfig, string? Context, TimeSpan? RequestTimeout)
{
    /// <summary><c>--cluster</c>: names of the file's clusters, or <see cref="ClusterEntry.Every"/>; empty when it is not given.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The one of the file's clusters that is meant; null while it is not known, and where the file has none.</summary>
    public ClusterEntry? Entry { get; init; }

    /// <summary>Where the files and variables may be that the file's clusters name.</summary>
    public SecretPlaces Places { get; init; } = SecretPlaces.Usual;

    /// <summary>The command line says where the cluster is, without a name of the file.</summary>
    public bool IsSaid => Directory is not null || Kubeconfig is not null || Context is not null;

    /// <summary>An answer for several clusters is asked for, however many they turn out to be.</summary>
    public bool IsOfSeveral => Names.Length > 1 || Names is [ClusterEntry.Every];
}
