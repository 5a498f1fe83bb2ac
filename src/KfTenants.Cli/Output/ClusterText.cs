using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>How an answer about a cluster names it: as a plan does.</summary>
internal static class ClusterText
{
    /// <summary><c>directory cluster</c>, <c>snapshot snap of https://10.0.0.1, taken 2026-01-02T03:04:05Z</c>, else the server's address.</summary>
    public static string Of(ClusterIdentity cluster) => Before(cluster.Name) + Name(cluster.Address, cluster.IsDirectory, cluster.Snapshot?.Server) +
        (cluster.Snapshot is { } snapshot
        ? $", taken {Times.Seconds(snapshot.TakenAt)}{(snapshot.Edited.IsEmpty ? "" : " and edited since")}"
        : "");

    /// <summary><c>eu, </c> in front of an address; empty for a cluster that the tenants file has no name for.</summary>
    public static string Before(string? name) => name is null ? "" : $"{name}, ";

    /// <summary><c> for cluster eu</c> behind the file; empty for the same.</summary>
    public static string Behind(string? name) => name is null ? "" : $" for cluster {name}";

    /// <param name="snapshotOf">The server that it is a snapshot of; null when it is none.</param>
    public static string Name(string address, bool isDirectory, string? snapshotOf) =>
        snapshotOf is not null ? $"snapshot {address} of {snapshotOf}" : isDirectory ? $"directory {address}" : address;
}
