using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Logins.Dex;

/// <summary>
/// The text of Dex's configuration: what its <c>staticPasswords</c> say, and the same text with other entries and not one other
/// byte changed. It knows no cluster; who may write the result decides elsewhere.
/// </summary>
public sealed class DexConfig
{
    private readonly Dictionary<string, DexEntry> _winners = new(StringComparer.Ordinal);

    private DexConfig(ConfigTree tree)
    {
        Tree = tree;
        Root = DexReader.ReadRoot(tree);
        Entries = DexReader.ReadEntries(tree, Root.GetValueOrDefault(DexReader.StaticPasswords));
        EnablePasswordDb = DexReader.ReadFlag(tree, Root.GetValueOrDefault(DexReader.EnablePasswordDb));
        Users = [.. Entries.Select(entry => entry.User)];
        ClientVariables = DexReader.ReadClientVariables(tree);
        Connectors = DexReader.ReadConnectors(tree);
        Issuer = DexReader.ReadIssuer(tree);
        foreach (var entry in Entries)
        {
            _winners[entry.Key] = entry;
        }
    }

    /// <summary>The source, byte for byte.</summary>
    public string Text => Tree.Text;

    /// <summary>All entries in file order, shadowed ones too.</summary>
    public ImmutableArray<DexUser> Users { get; }

    /// <summary>Dex exits at start when this is false and there are entries.</summary>
    public bool EnablePasswordDb { get; }

    /// <summary>Variables from which Dex takes the id or the secret of a client.</summary>
    public ImmutableArray<string> ClientVariables { get; }

    /// <summary>The types of its connectors, in the order of the text: who signs in through one has no entry here.</summary>
    public ImmutableArray<string> Connectors { get; }

    /// <summary>By what its tokens are known; null where it does not say.</summary>
    public string? Issuer { get; }

    internal ConfigTree Tree { get; }

    internal Dictionary<string, ConfigPair> Root { get; }

    internal ImmutableArray<DexEntry> Entries { get; }

    /// <exception cref="FormatException">Dex could not read it; one sentence with line and column.</exception>
    public static DexConfig Parse(string text) => new(ConfigTree.Parse(text));

    /// <summary>Of each e-mail the entry that Dex uses.</summary>
    public IEnumerable<DexUser> EffectiveUsers => _winners.Values.Select(e => e.User);

    /// <summary>The entry that Dex uses for an e-mail: case does not matter, and the last one wins (storage/static.go).</summary>
    public DexUser? Find(string email) => FindEntry(email)?.User;

    /// <summary>
    /// The text with these entries set and those removed. What is not named keeps every byte; an entry that already is as wanted
    /// keeps every byte too. A set entry changes the one that Dex uses, field by field; new ones follow at the end of the list by
    /// e-mail. Removing an e-mail removes all entries of it, or a shadowed one would come to light.
    /// </summary>
    /// <param name="set">Complete entries: a field that is null is taken away. One of an e-mail.</param>
    /// <param name="remove">E-mails; case does not matter. One that is also in <paramref name="set"/> is set.</param>
    /// <exception cref="FormatException">Anchors, aliases or merge keys stand in the way; it says where and what to do.</exception>
    /// <exception cref="InvalidOperationException">A bug: the result does not say what it should, so it is not returned.</exception>
    public string With(IReadOnlyCollection<DexUser> set, IReadOnlyCollection<string> remove)
    {
        var wanted = new SortedDictionary<string, DexUser>(StringComparer.Ordinal);
        foreach (var user in set)
        {
            if (user.Email.Length == 0 || !wanted.TryAdd(DexPasswordName.KeyOf(user.Email), user))
            {
                throw new ArgumentException($"The e-mail '{user.Email}' is empty or set twice.", nameof(set));
            }
        }

        var removed = remove.Select(DexPasswordName.KeyOf).Where(key => !wanted.ContainsKey(key)).ToHashSet(StringComparer.Ordinal);
        var result = DexConfigEditor.Edit(this, wanted, removed);
        if (result != Text)
        {
            DexConfigProof.Check(this, wanted, removed, result);
        }

        return result;
    }

    internal DexEntry? FindEntry(string email) => _winners.GetValueOrDefault(DexPasswordName.KeyOf(email));
}
