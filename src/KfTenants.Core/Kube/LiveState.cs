using System.Collections.Frozen;
using System.Collections.Immutable;

namespace KfTenants.Kube;

/// <summary>
/// The cluster at one moment, as far as a plan needs it: whole lists only. A list that fails fails the run, so that nothing is
/// ever planned, least of all a deletion, from a part of the truth.
/// </summary>
public sealed class LiveState
{
    private readonly FrozenDictionary<ObjectKey, KubeObject> _objects;
    private readonly ILookup<(ObjectKind Kind, string? Namespace), KubeObject> _byNamespace;

    public LiveState(ClusterIdentity cluster, IEnumerable<KubeObject> objects)
    {
        Cluster = cluster;
        _objects = objects.ToFrozenDictionary(o => o.Key);
        _byNamespace = _objects.Values.OrderBy(o => o.Key).ToLookup(o => (o.Key.Kind, o.Key.Namespace));
    }

    // The same objects.
    private LiveState(LiveState other, ClusterIdentity cluster) =>
        (Cluster, _objects, _byNamespace, Unread, Looked) = (cluster, other._objects, other._byNamespace, other.Unread, other.Looked);

    public ClusterIdentity Cluster { get; }

    /// <summary>What would only have been reported, and could not be read, in the order of its names; no plan is made from it.</summary>
    public ImmutableArray<UnreadPart> Unread { get; init; } = [];

    /// <summary>What was looked for beside the kinds of tenants: single objects, and (without a name) lists.</summary>
    public ImmutableArray<(ObjectKind Kind, string? Namespace, string? Name)> Looked { get; init; } = [];

    /// <summary>It was looked for, the cluster answered, and it is not there.</summary>
    public bool IsAbsent(ObjectKey key) => Find(key) is null && !Unread.Any(u => u.Covers(key)) &&
        Looked.Any(l => l.Kind == key.Kind && (l.Name is null ? l.Namespace is null || l.Namespace == key.Namespace : l.Name == key.Name && l.Namespace == key.Namespace));

    public KubeObject? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <summary>All objects of a kind, in the order of their keys.</summary>
    public IEnumerable<KubeObject> Of(ObjectKind kind) => _objects.Values.Where(o => o.Key.Kind == kind).OrderBy(o => o.Key);

    /// <summary>The objects of a kind in one namespace, in the order of their names.</summary>
    public IEnumerable<KubeObject> In(string inNamespace, ObjectKind kind) => _byNamespace[(kind, inNamespace)];

    /// <summary>All objects, in the order of their keys.</summary>
    public IEnumerable<KubeObject> All => _objects.Values.OrderBy(o => o.Key);

    /// <summary>The same state of a cluster that the tenants file has a name for.</summary>
    public LiveState Named(string name) => new(this, Cluster with { Name = name });

    /// <summary>The same state with this object added or replaced; null removes <paramref name="key"/>.</summary>
    public LiveState With(ObjectKey key, KubeObject? live) =>
        new(Cluster, [.. _objects.Values.Where(o => o.Key != key), .. live is null ? ImmutableArray<KubeObject>.Empty : [live]]) { Unread = Unread, Looked = Looked };
}
