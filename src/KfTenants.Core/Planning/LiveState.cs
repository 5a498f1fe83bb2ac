using System.Collections.Immutable;
using KfTenants.Objects;

namespace KfTenants.Planning;

/// <summary>Which cluster an answer came from.</summary>
/// <param name="Uid">The uid of namespace <c>kube-system</c>: survives a change of address. Empty when the namespace has none.</param>
/// <param name="Address">Where it was reached: a server URL, or the directory.</param>
/// <param name="IsDirectory">A directory of manifests stands in for the cluster.</param>
public sealed record ClusterIdentity(string Uid, string Address, bool IsDirectory);

/// <summary>
/// The cluster at one moment, as far as a plan needs it: whole lists only. A list that fails fails the run, so that nothing is
/// ever planned, least of all a deletion, from a part of the truth.
/// </summary>
public sealed class LiveState
{
    private readonly ImmutableDictionary<ObjectKey, KubeObject> _objects;

    public LiveState(ClusterIdentity cluster, IEnumerable<KubeObject> objects)
    {
        Cluster = cluster;
        _objects = objects.ToImmutableDictionary(o => o.Key);
    }

    public ClusterIdentity Cluster { get; }

    public KubeObject? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <summary>All objects of a kind, in the order of their keys.</summary>
    public IEnumerable<KubeObject> Of(ObjectKind kind) => _objects.Values.Where(o => o.Key.Kind == kind).OrderBy(o => o.Key);

    /// <summary>All objects, in the order of their keys.</summary>
    public IEnumerable<KubeObject> All => _objects.Values.OrderBy(o => o.Key);

    /// <summary>The same state with this object added or replaced; null removes <paramref name="key"/>.</summary>
    public LiveState With(ObjectKey key, KubeObject? live) =>
        new(Cluster, live is null ? _objects.Remove(key).Values : _objects.SetItem(key, live).Values);
}
