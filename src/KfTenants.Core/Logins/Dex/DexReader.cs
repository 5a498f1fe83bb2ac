using System.Collections.Immutable;

namespace KfTenants.Logins.Dex;

/// <summary>
/// Reads values as Dex does: ghodss/yaml turns the YAML into JSON, and encoding/json fills the structs of cmd/dex/config.go. Hence
/// the last of equal keys counts, keys match ignoring case, and a number is not text.
/// </summary>
internal static class DexReader
{
    public const string StaticPasswords = "staticPasswords";
    public const string EnablePasswordDb = "enablePasswordDB";
    private const int MaxMerges = 10_000;
    private const int MaxMergeDepth = 20;

    private static readonly ImmutableArray<string> ClientFields = ["idEnv", "secretEnv"];
    private static readonly ImmutableArray<string> RootFields = [EnablePasswordDb, StaticPasswords];
    private static readonly ImmutableArray<string> EntryFields =
        ["email", "hash", "hashFromEnv", "username", "userID", "name", "preferredUsername", "emailVerified", "groups"];

    /// <summary>The pairs of the root that count, by field.</summary>
    public static Dictionary<string, ConfigPair> ReadRoot(ConfigTree tree) => tree.Root?.Resolved switch
    {
        null => [],
        ConfigMapping mapping => Winners(tree, mapping, RootFields),
        _ => throw tree.Error(tree.Root.Start, "a configuration of Dex is a mapping of keys."),
    };

    public static bool ReadFlag(ConfigTree tree, ConfigPair? pair) => ReadBool(tree, EnablePasswordDb, pair) ?? false;

    public static ImmutableArray<DexEntry> ReadEntries(ConfigTree tree, ConfigPair? pair) => pair?.Value.Resolved switch
    {
        null => [],
        ConfigScalar scalar when ConfigText.KindOf(scalar) == ConfigText.Kind.Null => [],
        ConfigSequence list => [.. list.Items.Select(item => ReadEntry(tree, item))],
        _ => throw tree.Error(pair.Value.Start, $"{StaticPasswords} must be a list of entries."),
    };

    /// <summary>What <c>staticClients</c> name (cmd/dex/config.go, storage.Client); only what can be read: we do not change it.</summary>
    public static ImmutableArray<string> ReadClientVariables(ConfigTree tree)
    {
        var clients = (tree.Root?.Resolved as ConfigMapping)?.Pairs.FindLast(p => FieldOf(p.Key, ["staticClients"]) is not null)?.Value.Resolved;
        return clients is ConfigSequence list
            ? [.. list.Items.Select(i => i.Resolved).OfType<ConfigMapping>().SelectMany(c => Winners(tree, c, ClientFields).Values)
                .Select(p => p.Value.Resolved).OfType<ConfigScalar>().Select(s => s.Value).Where(v => v.Length > 0)]
            : [];
    }

    /// <summary>By what tokens of this Dex are known (cmd/dex/config.go, Issuer); null where it is no text: we do not change it.</summary>
    public static string? ReadIssuer(ConfigTree tree) =>
        (tree.Root?.Resolved as ConfigMapping)?.Pairs.FindLast(p => FieldOf(p.Key, ["issuer"]) is not null)?.Value.Resolved is ConfigScalar { Value.Length: > 0 } issuer
            ? issuer.Value
            : null;

    /// <summary>What <c>connectors</c> are there (cmd/dex/config.go, Connector), by type; only what can be read: we do not change it.</summary>
    public static ImmutableArray<string> ReadConnectors(ConfigTree tree)
    {
        var connectors = (tree.Root?.Resolved as ConfigMapping)?.Pairs.FindLast(p => FieldOf(p.Key, ["connectors"]) is not null)?.Value.Resolved;
        return connectors is ConfigSequence list
            ? [.. list.Items.Select(i => i.Resolved).OfType<ConfigMapping>()
                .Select(c => Winners(tree, c, ["type"]).GetValueOrDefault("type")?.Value.Resolved is ConfigScalar type ? type.Value : "unknown")]
            : [];
    }

    private static DexEntry ReadEntry(ConfigTree tree, ConfigNode item)
    {
        if (item.Resolved is not ConfigMapping mapping)
        {
            throw tree.Error(item.Start, $"an entry of {StaticPasswords} must be a mapping with email, hash, username and userID.");
        }

        var winners = Winners(tree, mapping, EntryFields);
        string? Text(string field) => winners.TryGetValue(field, out var pair) ? ReadText(tree, field, pair.Value) : null;
        var user = new DexUser(
            Text("email") ?? "",
            Text("hash"),
            Text("hashFromEnv"),
            Text("username"),
            Text("userID"),
            Text("name"),
            Text("preferredUsername"),
            ReadBool(tree, "emailVerified", winners.GetValueOrDefault("emailVerified")),
            winners.TryGetValue("groups", out var groups) ? ReadGroups(tree, groups.Value) : null);
        var pairs = mapping.Pairs
            .Select(pair => (Field: FieldOf(pair.Key, EntryFields), Pair: pair))
            .Where(x => x.Field is not null)
            .ToLookup(x => x.Field ?? "", x => x.Pair, StringComparer.Ordinal);
        return new DexEntry(item, user, pairs, winners, mapping.Pairs.Any(IsMerge));
    }

    public static string? FieldOf(ConfigNode key, ImmutableArray<string> fields) =>
        KeyText(key) is { } text ? fields.FirstOrDefault(f => f.Equals(text, StringComparison.OrdinalIgnoreCase)) : null;

    public static bool IsEntryField(ConfigNode key) => FieldOf(key, EntryFields) is not null;

    public static bool IsHashField(ConfigNode key) => FieldOf(key, EntryFields) is "hash" or "hashFromEnv";

    public static bool IsRootField(ConfigNode key) => FieldOf(key, RootFields) is not null;

    private static Dictionary<string, ConfigPair> Winners(ConfigTree tree, ConfigMapping mapping, ImmutableArray<string> fields)
    {
        // encoding/json gets the keys sorted, and null leaves a field as it is.
        var byKey = new SortedDictionary<string, ConfigPair>(StringComparer.Ordinal);
        var merges = 0;
        Collect(tree, mapping, byKey, depth: 0, ref merges);
        var winners = new Dictionary<string, ConfigPair>(StringComparer.Ordinal);
        foreach (var pair in byKey.Values)
        {
            if (FieldOf(pair.Key, fields) is { } field
                && (!winners.ContainsKey(field) || pair.Value.Resolved is not ConfigScalar scalar || ConfigText.KindOf(scalar) != ConfigText.Kind.Null))
            {
                winners[field] = pair;
            }
        }

        return winners;
    }

    /// <summary>In the order of writing, later over earlier, merged keys too (yaml.v2 decode.go, mapping and merge).</summary>
    private static void Collect(ConfigTree tree, ConfigMapping mapping, SortedDictionary<string, ConfigPair> byKey, int depth, ref int merges)
    {
        if (depth > MaxMergeDepth || ++merges > MaxMerges)
        {
            throw tree.Error(mapping.Start, "merge keys include each other without end.");
        }

        tree.Visit(mapping, mapping.Pairs.Count);
        foreach (var pair in mapping.Pairs)
        {
            if (!IsMerge(pair))
            {
                if (KeyText(pair.Key) is { } key)
                {
                    byKey[key] = pair;
                }

                continue;
            }

            var sources = pair.Value.Resolved is ConfigSequence list ? list.Items.AsEnumerable().Reverse() : [pair.Value];
            foreach (var source in sources)
            {
                Collect(
                    tree,
                    source.Resolved as ConfigMapping ?? throw tree.Error(source.Start, "a merge key takes a mapping or a list of mappings."),
                    byKey,
                    depth + 1,
                    ref merges);
            }
        }
    }

    private static bool IsMerge(ConfigPair pair) =>
        pair.Key is ConfigScalar { Value: "<<", Tag: null or "tag:yaml.org,2002:merge", Style: YamlDotNet.Core.ScalarStyle.Plain };

    private static string? KeyText(ConfigNode key) => (key.Resolved as ConfigScalar)?.Value;

    private static string? ReadText(ConfigTree tree, string field, ConfigNode value) =>
        value.Resolved is not ConfigScalar scalar
            ? throw tree.Error(value.Start, $"{field} must be text.")
            : ConfigText.KindOf(scalar) switch
            {
                ConfigText.Kind.Null => null,
                ConfigText.Kind.Text => scalar.Value,
                var kind => throw tree.Error(
                    value.Start,
                    $"{field} is a {(kind == ConfigText.Kind.Number ? "number" : "yes-or-no value")}, and Dex stops on anything but text: put it in quotes."),
            };

    private static bool? ReadBool(ConfigTree tree, string field, ConfigPair? pair) => pair?.Value.Resolved switch
    {
        null => null,
        ConfigScalar scalar when ConfigText.KindOf(scalar) == ConfigText.Kind.Null => null,
        ConfigScalar scalar when ConfigText.KindOf(scalar) == ConfigText.Kind.Bool => ConfigText.IsTrue(scalar.Value),
        _ => throw tree.Error(pair.Value.Start, $"{field} must be true or false."),
    };

    private static ImmutableArray<string>? ReadGroups(ConfigTree tree, ConfigNode value)
    {
        switch (value.Resolved)
        {
            case ConfigScalar scalar when ConfigText.KindOf(scalar) == ConfigText.Kind.Null:
                return null;
            case ConfigSequence list:
                tree.Visit(value, list.Items.Count);
                return [.. list.Items.Select(item => ReadText(tree, "a group", item) ?? "")];
            default:
                throw tree.Error(value.Start, "groups must be a list of texts.");
        }
    }
}
