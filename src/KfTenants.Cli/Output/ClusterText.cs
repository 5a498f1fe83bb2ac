using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>How an answer about a cluster names it: as a plan does.</summary>
internal static class ClusterText
{
    /// <summary><c>directory cluster</c>, <c>snapshot snap of https://10.0.0.1, taken 2026-01-02T03:04:05Z</c>, else the server's address.</summary>
    public static string Of(ClusterIdentity cluster) => cluster switch
    {
        { Snapshot: { } snapshot } =>
            $"snapshot {cluster.Address} of {snapshot.Server}, taken {Times.Seconds(snapshot.TakenAt)}{(snapshot.Edited.IsEmpty ? "" : " and edited since")}",
        { IsDirectory: true } => $"directory {cluster.Address}",
        _ => cluster.Address,
    };
}
