using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>A list or a map that is being read.</summary>
internal sealed class YamlFrame(bool isMapping, string? anchor, SourceLocation location)
{
    private const int FewKeys = 10;

    private readonly List<YamlNode> _items = [];
    private readonly List<YamlEntry> _entries = [];
    private List<YamlNode.Mapping>? _merged;
    private Dictionary<string, SourceLocation>? _keys;
    private bool _hasRepeats;

    /// <summary>What the value that comes next is for.</summary>
    public enum KeyUse
    {
        Entry,

        /// <summary>The key is refused: its value is read and left out.</summary>
        None,

        /// <summary>The maps whose keys this one takes over.</summary>
        Merge,
    }

    public string? Anchor => anchor;

    public SourceLocation Location => location;

    public int KeyCount => _entries.Count;

    /// <summary>The key that waits for its value.</summary>
    public (string Text, SourceLocation Location, KeyUse Use)? Key { get; set; }

    /// <summary>The next node is a key.</summary>
    public bool WantsKey => isMapping && Key is null;

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
        if (!isMapping)
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
        if (!isMapping)
        {
            return new YamlNode.Sequence([.. _items], location);
        }

        if (_hasRepeats || _merged is not null)
        {
            // The last of a key in this map counts, then the first map that is merged.
            var all = _entries.AsEnumerable().Reverse().DistinctBy(e => e.Key, StringComparer.Ordinal).Reverse()
                .Concat((_merged ?? []).SelectMany(m => m.Entries));
            return new YamlNode.Mapping([.. all.DistinctBy(e => e.Key, StringComparer.Ordinal)], location);
        }

        return new YamlNode.Mapping([.. _entries], location);
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
