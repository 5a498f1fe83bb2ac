using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>A list or a map that is being read, and after it another one: a document may have a million.</summary>
internal sealed class YamlFrame
{
    private const int FewKeys = 10;

    private readonly List<YamlNode> _items = [];
    private readonly List<YamlEntry> _entries = [];
    private List<YamlNode.Mapping>? _merged;
    private Dictionary<string, SourceLocation>? _keys;
    private bool _hasRepeats;
    private int _taken;

    /// <summary>What the value that comes next is for.</summary>
    public enum KeyUse
    {
        Entry,

        /// <summary>The key is refused: its value is read and left out.</summary>
        None,

        /// <summary>The maps whose keys this one takes over.</summary>
        Merge,
    }

    public bool IsMapping { get; private set; }

    public string? Anchor { get; private set; }

    public SourceLocation Location { get; private set; }

    public int KeyCount => _entries.Count;

    /// <summary>The key that waits for its value.</summary>
    public (string Text, SourceLocation Location, KeyUse Use)? Key { get; set; }

    /// <summary>The next node is a key.</summary>
    public bool WantsKey => IsMapping && Key is null;

    /// <summary>Begins with another list or map.</summary>
    public void Open(bool isMapping, string? anchor, SourceLocation location)
    {
        (IsMapping, Anchor, Location, Key) = (isMapping, anchor, location, null);
        (_merged, _keys, _hasRepeats, _taken) = (null, null, false, 0);
        _items.Clear();
        _entries.Clear();
    }

    /// <summary>The entries of a map that were not given yet.</summary>
    public IEnumerable<YamlEntry> TakeFinished()
    {
        for (; _taken < _entries.Count; _taken++)
        {
            yield return _entries[_taken];
        }
    }

    /// <summary>The items that were not given yet, as a list.</summary>
    public YamlNode.Sequence TakeFinishedItems()
    {
        var items = _items[_taken..];
        _taken = _items.Count;
        return new YamlNode.Sequence([.. items], Location);
    }

    /// <summary>The place of the same key before; null when this is the first.</summary>
    public SourceLocation? TryAddKey(string key, SourceLocation place)
    {
        if (_keys is null && _entries.Count < FewKeys)
        {
            return _entries.Find(e => e.Key == key)?.KeyLocation;
        }

        _keys ??= KeysSoFar();
        return _keys.TryAdd(key, place) ? null : _keys[key];
    }

    /// <summary>The waiting key replaces the same key before it.</summary>
    public void Repeat() => _hasRepeats = true;

    /// <summary>False when the value of a merge key is not a map.</summary>
    public bool Add(YamlNode node)
    {
        if (!IsMapping)
        {
            _items.Add(node);
            return true;
        }

        var (text, place, use) = Key ?? throw new InvalidOperationException("A value has no key.");
        Key = null;
        switch (use)
        {
            case KeyUse.Entry:
                _entries.Add(new YamlEntry(text, place, node));
                return true;
            case KeyUse.Merge:
                return Merge(node);
            default:
                return true;
        }
    }

    public YamlNode Close()
    {
        if (!IsMapping)
        {
            return new YamlNode.Sequence([.. _items], Location);
        }

        if (_hasRepeats || _merged is not null)
        {
            // The last of a key in this map counts, then the first map that is merged.
            var all = _entries.AsEnumerable().Reverse().DistinctBy(e => e.Key, StringComparer.Ordinal).Reverse()
                .Concat((_merged ?? []).SelectMany(m => m.Entries));
            return new YamlNode.Mapping([.. all.DistinctBy(e => e.Key, StringComparer.Ordinal)], Location);
        }

        return new YamlNode.Mapping([.. _entries], Location);
    }

    private bool Merge(YamlNode node)
    {
        _merged ??= [];
        switch (node)
        {
            case YamlNode.Mapping map:
                _merged.Add(map);
                return true;
            case YamlNode.Sequence list when list.Items.All(i => i is YamlNode.Mapping):
                _merged.AddRange(list.Items.OfType<YamlNode.Mapping>());
                return true;
            default:
                return false;
        }
    }

    private Dictionary<string, SourceLocation> KeysSoFar()
    {
        var keys = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var entry in _entries)
        {
            keys[entry.Key] = entry.KeyLocation;
        }

        return keys;
    }
}
