using System.Collections.Concurrent;
using KfTenants.Kube;

namespace KfTenants.Cli.Commands;

/// <summary>Finds out that two names of a file lead to one cluster, however differently they are reached.</summary>
internal sealed class ClusterClaims
{
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <exception cref="RefusedException">Another name has it; nothing was written for this one.</exception>
    public void Claim(string name, ClusterIdentity cluster)
    {
        // Copies of one directory are different clusters.
        if (!cluster.IsDirectory && cluster.Uid.Length > 0 && _names.GetOrAdd(cluster.Uid, name) is var first && first != name)
        {
            throw new RefusedException(
                ExitCode.Invalid,
                $"clusters {first} and {name} of the file are one (uid {cluster.Uid}): what one is for, the other would report as left over; keep one");
        }
    }
}
