using YamlDotNet.Core;

namespace KfTenants.Logins.Dex;

/// <summary>A node of Dex's configuration with the place of its characters, so that an edit can leave all others alone.</summary>
internal abstract class ConfigNode
{
    /// <summary>Index of the first character, anchor and tag included.</summary>
    public required int Start { get; init; }

    /// <summary>Index after the last character of the content; comments after it are outside.</summary>
    public required int End { get; set; }

    public string? Anchor { get; init; }

    public string? Tag { get; init; }

    /// <summary>The node that is meant: an alias stands for its target.</summary>
    public ConfigNode Resolved => this is ConfigAlias alias ? alias.Target : this;

    /// <summary>The same syntax: aliases are compared by name, not expanded, so a hostile document costs nothing.</summary>
    /// <param name="mayGainBreak">True for a block scalar cut off by the end of the text: a line written after it ends its last line.</param>
    public static bool AreEqual(ConfigNode a, ConfigNode b, Func<ConfigNode, bool> mayGainBreak) =>
        a.Anchor == b.Anchor && a.Tag == b.Tag && (a, b) switch
        {
            (ConfigScalar x, ConfigScalar y) => x.Style == y.Style
                && (x.Value == y.Value || (x.IsBlock && mayGainBreak(x) && x.Value.TrimEnd('\n') == y.Value.TrimEnd('\n'))),
            (ConfigAlias x, ConfigAlias y) => x.Name == y.Name,
            (ConfigSequence x, ConfigSequence y) => x.IsFlow == y.IsFlow && x.Items.Count == y.Items.Count
                && x.Items.Zip(y.Items).All(p => AreEqual(p.First, p.Second, mayGainBreak)),
            (ConfigMapping x, ConfigMapping y) => x.IsFlow == y.IsFlow && x.Pairs.Count == y.Pairs.Count
                && x.Pairs.Zip(y.Pairs).All(p => AreEqual(p.First.Key, p.Second.Key, mayGainBreak)
                    && AreEqual(p.First.Value, p.Second.Value, mayGainBreak)),
            _ => false,
        };
}

internal sealed class ConfigScalar : ConfigNode
{
    public required string Value { get; init; }

    public required ScalarStyle Style { get; init; }

    public bool IsBlock => Style is ScalarStyle.Literal or ScalarStyle.Folded;
}

internal sealed class ConfigAlias : ConfigNode
{
    public required string Name { get; init; }

    public required ConfigNode Target { get; init; }
}

internal sealed class ConfigSequence : ConfigNode
{
    public required bool IsFlow { get; init; }

    public List<ConfigNode> Items { get; } = [];
}

internal sealed class ConfigMapping : ConfigNode
{
    public required bool IsFlow { get; init; }

    public List<ConfigPair> Pairs { get; } = [];
}

internal sealed record ConfigPair(ConfigNode Key, ConfigNode Value)
{
    public int Start => Key.Start;

    public int End => Math.Max(Key.End, Value.End);
}
