using System.Text.RegularExpressions;

namespace KfTenants.Logins.Dex;

/// <summary>Reads an edited configuration again and compares it with what the edit was to do, before it may be written.</summary>
internal static partial class DexConfigProof
{
    /// <exception cref="InvalidOperationException">The edit is wrong.</exception>
    /// <exception cref="FormatException">Tabs make the result unreadable.</exception>
    public static void Check(
        DexConfig before, IReadOnlyDictionary<string, DexUser> wanted, IReadOnlySet<string> removed, string text)
    {
        DexConfig after;
        try
        {
            after = DexConfig.Parse(text);
        }
        catch (FormatException e)
        {
            // A comment indented by a tab is accepted by YamlDotNet after some tokens and refused after others.
            throw FirstTab(before) is { } tab
                ? before.Tree.Error(tab, "a tab indents this line: put spaces, then the configuration can be edited.")
                : Bug($"is not readable, {e.Message}");
        }

        var end = before.Text.Length;
        var cutOff = end > 0 && !ConfigEdits.IsBreak(before.Text[^1]);
        bool MayGainBreak(ConfigNode node) => cutOff && node.End == end;

        if (wanted.Values.Any(user => after.Find(user.Email) is not { } found || !DexFields.AreEqual(found, user)))
        {
            throw Bug("misses an entry or a field of one");
        }

        if (after.Entries.Any(entry => removed.Contains(entry.Key)))
        {
            throw Bug("still has a removed entry");
        }

        if (wanted.Count > 0 ? !after.EnablePasswordDb : after.EnablePasswordDb != before.EnablePasswordDb)
        {
            throw Bug($"has the wrong {DexReader.EnablePasswordDb}");
        }

        if (!Same(Foreign(before, wanted, removed), Foreign(after, wanted, removed), MayGainBreak))
        {
            throw Bug("changes a foreign entry");
        }

        if (!Same(Others(before), Others(after), MayGainBreak))
        {
            throw Bug($"changes something outside {DexReader.StaticPasswords}");
        }

        foreach (var user in wanted.Values)
        {
            if (before.FindEntry(user.Email) is { } old && after.FindEntry(user.Email) is { } now
                && !Same(Unknown(old), Unknown(now), MayGainBreak))
            {
                throw Bug("changes an unknown key of an entry");
            }
        }
    }

    /// <summary>The entries that the edit does not name, and the shadowed ones of those that are set.</summary>
    private static List<ConfigNode> Foreign(DexConfig config, IReadOnlyDictionary<string, DexUser> wanted, IReadOnlySet<string> removed) =>
        [.. config.Entries
            .Where(entry => !removed.Contains(entry.Key)
                && (!wanted.ContainsKey(entry.Key) || !ReferenceEquals(entry, config.FindEntry(entry.User.Email))))
            .Select(entry => entry.Node)];

    private static List<ConfigNode> Others(DexConfig config) =>
        [.. ((config.Tree.Root as ConfigMapping)?.Pairs ?? [])
            .Where(pair => !DexReader.IsRootField(pair.Key) || !config.Root.ContainsValue(pair))
            .SelectMany(pair => new[] { pair.Key, pair.Value })];

    private static List<ConfigNode> Unknown(DexEntry entry) =>
        [.. ((entry.Node as ConfigMapping)?.Pairs ?? [])
            .Where(pair => !DexReader.IsEntryField(pair.Key))
            .SelectMany(pair => new[] { pair.Key, pair.Value })];

    private static bool Same(List<ConfigNode> a, List<ConfigNode> b, Func<ConfigNode, bool> mayGainBreak) =>
        a.Count == b.Count && a.Zip(b).All(p => ConfigNode.AreEqual(p.First, p.Second, mayGainBreak));

    private static int? FirstTab(DexConfig config) =>
        IndentingTab().Match(config.Text) is { Success: true } match ? match.Index + match.Length - 1 : null;

    [GeneratedRegex(@"(?<=^|[\n\r])[ ]*\t")]
    private static partial Regex IndentingTab();

    private static InvalidOperationException Bug(string what) =>
        new($"The edited configuration of Dex {what.TrimEnd('.')}. It was not written; please report this.");
}
