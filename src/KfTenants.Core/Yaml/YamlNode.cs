using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>
/// One node of a parsed document, with its place; a closed set. An alias is the anchored node itself, so the tree is never larger
/// than the text, and a finding in an anchored part points to where it was written.
/// </summary>
public abstract class YamlNode
{
    private YamlNode(SourceLocation location)
    {
        Location = location;
    }

    public SourceLocation Location { get; }

    /// <summary>How many nodes a walk of this one visits: aliases count as what they stand for.</summary>
    internal virtual long ExpandedSize => 1;

    /// <summary>How many lists and maps a walk of this node enters, one inside the other.</summary>
    internal virtual int Depth => 0;

    /// <summary>A list or a map: what is inside is measured once. Most nodes are scalars, which need no room for it.</summary>
    public abstract class Branch : YamlNode
    {
        private protected Branch(SourceLocation location, long expandedSize, int depth)
            : base(location) => (ExpandedSize, Depth) = (expandedSize, depth);

        /// <inheritdoc/>
        internal override long ExpandedSize { get; }

        /// <inheritdoc/>
        internal override int Depth { get; }
    }

    /// <summary>Text, a number, true, false or null.</summary>
    public sealed class Scalar(string text, ScalarKind kind, SourceLocation location) : YamlNode(location)
    {
        /// <summary>The text as written, without quotes and escapes: of the number <c>1.10</c> all four characters.</summary>
        public string Text { get; } = text;

        public ScalarKind Kind { get; } = kind;
    }

    /// <summary>A list.</summary>
    public sealed class Sequence(ImmutableArray<YamlNode> items, SourceLocation location)
        : Branch(location, 1 + items.Sum(i => i.ExpandedSize), items.IsEmpty ? 0 : 1 + items.Max(i => i.Depth))
    {
        public ImmutableArray<YamlNode> Items { get; } = items;
    }

    /// <summary>A map; its keys are distinct, in the order they were written.</summary>
    public sealed class Mapping(ImmutableArray<YamlEntry> entries, SourceLocation location)
        : Branch(location, 1 + entries.Sum(e => e.Value.ExpandedSize), entries.IsEmpty ? 0 : 1 + entries.Max(e => e.Value.Depth))
    {
        private const int FewEntries = 10;

        // Most maps have a handful of keys, and a document may have a million maps.
        private readonly Dictionary<string, YamlEntry>? _byKey =
            entries.Length > FewEntries ? entries.ToDictionary(e => e.Key, StringComparer.Ordinal) : null;

        public ImmutableArray<YamlEntry> Entries { get; } = entries;

        public bool TryGet(string key, [NotNullWhen(true)] out YamlEntry? entry)
        {
            if (_byKey is not null)
            {
                return _byKey.TryGetValue(key, out entry);
            }

            // Asked some dozen times of each tenant: a query would make an object each time.
            foreach (var candidate in Entries)
            {
                if (candidate.Key == key)
                {
                    entry = candidate;
                    return true;
                }
            }

            entry = null;
            return false;
        }
    }
}
