using KfTenants.Tenants;

namespace KfTenants.Logins.Dex;

/// <summary>One item of <c>staticPasswords</c>: what it says, and the pairs that say it.</summary>
/// <param name="Node">The item as written; an alias stays one.</param>
/// <param name="Pairs">The item's own pairs that Dex knows, by Dex's name of the field and in file order.</param>
/// <param name="Winners">The pair whose value counts, by field; it may come from elsewhere through a merge key.</param>
internal sealed record DexEntry(
    ConfigNode Node,
    DexUser User,
    ILookup<string, ConfigPair> Pairs,
    IReadOnlyDictionary<string, ConfigPair> Winners,
    bool HasMergeKey)
{
    /// <summary>Dex's look-up key.</summary>
    public string Key => DexPasswordName.KeyOf(User.Email);

    public override string ToString() => User.ToString();
}
