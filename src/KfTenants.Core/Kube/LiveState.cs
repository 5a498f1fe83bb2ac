using System.Collections.Immutable;

namespace KfTenants.Kube;

/// <summary>
/// The cluster at one moment, as far as a plan needs it: whole lists only. A list that fails fails the run, so that nothing is
/// ever planned, least of all a deletion, from a part of the truth.
/// </summary>
public sealed class LiveState
{
    private readonly Dictionary<ObjectKind, KubeObject[]> _byKind;
    private readonly Dictionary<(ObjectKind Kind, string Namespace), ArraySegment<KubeObject>> _byNamespace = [];

    /// <param name="objects">In any order; of one that is there several times the first counts.</param>
    public LiveState(ClusterIdentity cluster, IEnumerable<KubeObject> objects)
    {
        Cluster = cluster;
        _byKind = objects.GroupBy(o => o.Key.Kind).ToDictionary(kind => kind.Key, kind => InOrder([.. kind]));
        foreach (var (kind, all) in _byKind.Where(k => k.Key.IsNamespaced))
        {
            for (var (start, end) = (0, 0); start < all.Length; start = end)
            {
                var space = all[start].Key.Namespace!;
                while (end < all.Length && all[end].Key.Namespace == space)
                {
                    end++;
                }

                _byNamespace.Add((kind, space), new ArraySegment<KubeObject>(all, start, end - start));
            }
        }
    }

    // The same objects.
    private LiveState(LiveState other, ClusterIdentity cluster) =>
        (Cluster, _byKind, _byNamespace, Unread, Looked) = (cluster, other._byKind, other._byNamespace, other.Unread, other.Looked);

    public ClusterIdentity Cluster { get; }

    /// <summary>What would only have been reported, and could not be read, in the order of its names; no plan is made from it.</summary>
    public ImmutableArray<UnreadPart> Unread { get; init; } = [];

    /// <summary>What was looked for beside the kinds of tenants: single objects, and (without a name) lists.</summary>
    public ImmutableArray<(ObjectKind Kind, string? Namespace, string? Name)> Looked { get; init; } = [];

    /// <summary>It was looked for, the cluster answered, and it is not there.</summary>
    public bool IsAbsent(ObjectKey key) => Find(key) is null && !Unread.Any(u => u.Covers(key)) &&
        Looked.Any(l => l.Kind == key.Kind && (l.Name is null ? l.Namespace is null || l.Namespace == key.Namespace : l.Name == key.Name && l.Namespace == key.Namespace));

    public KubeObject? Find(ObjectKey key)
    {
        // They are in order: a second index of some hundred thousand objects would be as large as they are.
        var among = key.Kind.IsNamespaced ? _byNamespace.GetValueOrDefault((key.Kind, key.Namespace!)) : _byKind.GetValueOrDefault(key.Kind, []);
        var place = among.AsSpan().BinarySearch(new ByName(key.Name));
        return place >= 0 && among[place].Key == key ? among[place] : null;
    }

    /// <summary>All objects of a kind, in the order of their keys.</summary>
    public IEnumerable<KubeObject> Of(ObjectKind kind) => _byKind.GetValueOrDefault(kind, []);

    /// <summary>The objects of a kind in one namespace, in the order of their names.</summary>
    public IEnumerable<KubeObject> In(string inNamespace, ObjectKind kind) => _byNamespace.GetValueOrDefault((kind, inNamespace), ArraySegment<KubeObject>.Empty);

    /// <summary>All objects, in the order of their keys.</summary>
    public IEnumerable<KubeObject> All => _byKind.OrderBy(k => k.Key).SelectMany(k => k.Value);

    /// <summary>The same state of a cluster that the tenants file has a name for.</summary>
    public LiveState Named(string name) => new(this, Cluster with { Name = name });

    /// <summary>The same state with this object added or replaced; null removes <paramref name="key"/>.</summary>
    public LiveState With(ObjectKey key, KubeObject? live) =>
        new(Cluster, [.. All.Where(o => o.Key != key), .. live is null ? ImmutableArray<KubeObject>.Empty : [live]]) { Unread = Unread, Looked = Looked };

    // As an API server lists them, they mostly are in order already.
    private static KubeObject[] InOrder(KubeObject[] all)
    {
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i].Key <= all[i - 1].Key)
            {
                return [.. all.DistinctBy(o => o.Key).OrderBy(o => o.Key)];
            }
        }

        return all;
    }

    /// <summary>Where an object of this name is among those of one kind and namespace.</summary>
    private readonly record struct ByName(string Name) : IComparable<KubeObject>
    {
        public int CompareTo(KubeObject? other) => string.CompareOrdinal(Name, other?.Key.Name);
    }
}
