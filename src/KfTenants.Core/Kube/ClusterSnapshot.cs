using System.Collections.Immutable;

namespace KfTenants.Kube;

/// <summary>What a snapshot says of itself: which cluster it was taken of, and when. It stands for that cluster in plans alone, and is never written to.</summary>
/// <param name="Server">The address of the cluster, or the directory that simulated it.</param>
/// <param name="Uid">Of that cluster's namespace <c>kube-system</c>; empty when it had none.</param>
/// <param name="Tool">Name and version of what took it.</param>
/// <param name="Checksum">Over all that it says: <c>sha256:hex</c>.</param>
/// <param name="Edited">Its files that are not as they were written, are gone, or came later; in the order of their paths.</param>
public sealed record ClusterSnapshot(string Server, string Uid, DateTimeOffset TakenAt, string Tool, string Checksum, ImmutableArray<string> Edited);
