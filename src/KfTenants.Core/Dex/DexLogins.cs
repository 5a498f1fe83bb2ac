using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Objects;

namespace KfTenants.Dex;

/// <summary>The logins of a set as they should stand in Dex's configuration.</summary>
/// <param name="ConfigMap">The ConfigMap that holds the configuration.</param>
/// <param name="Key">Its key whose text is the configuration.</param>
/// <param name="RecordKey">Its key that records which entries are this set's: <c>kftenants.SET.json</c>. Dex does not read it.</param>
/// <param name="Users">The entries, in the order of their e-mails; hashes are concrete.</param>
/// <param name="OnlyAdd">The run is limited to some tenants: entries of others are neither known nor removed.</param>
/// <param name="Origins">Where each entry's user is written, by e-mail.</param>
public sealed record DexLogins(
    ObjectKey ConfigMap,
    string Key,
    string RecordKey,
    ImmutableArray<DexUser> Users,
    bool OnlyAdd,
    ImmutableDictionary<string, SourceLocation> Origins);
