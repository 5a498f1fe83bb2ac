using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>
/// Turns people's logins into concrete Dex entries: what Dex has now is kept while it still fits (userID; a hash that still
/// verifies), so that nothing restarts and no subject changes for nothing.
/// </summary>
public static class LoginResolver
{
    /// <summary>The cost of hashes made here, as Dex recommends; it refuses logins outside 10 to 16.</summary>
    public const int Cost = 12;

    public static ObjectKey ConfigMapOf(DexPlatform dex) => new(ObjectKind.ConfigMap, dex.Namespace, dex.ConfigMap);

    public static ObjectKey SecretOf(DexPlatform dex) => new(ObjectKind.Secret, dex.Namespace, dex.Secret);

    public static ObjectKey DeploymentOf(DexPlatform dex) => new(ObjectKind.Deployment, dex.Namespace, dex.Deployment);

    /// <param name="secretOf">The value of a source that a login names; already read and checked.</param>
    /// <param name="newSalt">Sixteen random bytes for a hash that must be made.</param>
    /// <returns>Null when the set has no login and never had one here.</returns>
    /// <exception cref="KfTenantsException">Dex's configuration is missing or cannot be read.</exception>
    public static DexLogins? Resolve(TenantSet set, LiveState live, PlanOptions options, Func<SecretSource, string> secretOf, Func<byte[]> newSalt) =>
        Resolve(set, live, options, (user, present) => HashOf(user, present, secretOf, newSalt));

    /// <param name="hashOf">A person's hash, given the one that Dex has; null where the hash is not ours.</param>
    /// <inheritdoc cref="Resolve(TenantSet, LiveState, PlanOptions, Func{SecretSource, string}, Func{byte[]})"/>
    public static DexLogins? Resolve(TenantSet set, LiveState live, PlanOptions options, Func<User, string?, string?> hashOf)
    {
        var dex = set.Platform.Dex;
        var known = set.Users.Where(u => u.Login is not null && InScope(set, u, options)).ToImmutableArray();
        var people = known.Where(u => LoginScope.MaySignIn(set, u)).ToImmutableArray();
        if (people.IsEmpty && live.Find(ConfigMapOf(dex)) is var configMap && !IsRecordLost(set, live) &&
            configMap?.At("data", DexLogins.RecordKeyOf(set.Name)) is null && configMap?.At("binaryData", DexLogins.KeptKeyOf(set.Name)) is null)
        {
            return null;
        }

        var present = new Present(set, live);
        var consenting = people.Where(p => options.Adopt || set.Tenants.Any(t => t.Adopts && LoginScope.Has(t, p.Email))).ToImmutableArray();
        var foreign = people.Except(consenting).Where(p => present.IsForeign(p.Email)).ToImmutableArray();
        var store = LoginStores.Of(dex.Logins);
        var places = people.Except(foreign).OrderBy(p => p.Email, StringComparer.Ordinal)
            .Select(p => store.Place(Entry(p, present, hashOf)))
            .ToImmutableArray();
        return new DexLogins(
            set.Name,
            ConfigMapOf(dex),
            dex.Key,
            DeploymentOf(dex),
            [.. places.Where(p => !p.IsObject).Select(p => p.Entry)],
            dex.Logins == LoginStore.Secret ? new DexSecret(SecretOf(dex), HashesOf(places)) : null,
            OnlyAdd: options.Scope is not null,
            dex.Origin)
        {
            Passwords = [.. places.Where(p => p.IsObject).Select(p => p.Entry)],
            Adoptable = consenting.Select(p => p.Email).ToImmutableHashSet(StringComparer.OrdinalIgnoreCase),
            Foreign = [.. foreign.Select(p => p.Email).Order(StringComparer.Ordinal)],
            Unproven = [.. people.Where(p => p.Login is Login.PasswordFrom && present.MustKeep(present.Of(p.Email).Hash)).Select(p => p.Email).Order(StringComparer.Ordinal)],
            Parked = [.. known.Except(people).Select(u => u.Email).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>What a plan reads by name beside Dex's ConfigMap and Deployment.</summary>
    public static ImmutableArray<ObjectKey> ReadsOf(DexPlatform dex) => LoginStores.Of(dex.Logins).Reads(dex);

    /// <summary>This set has Password objects, as far as what was read of its ConfigMap says: its record, and the one that a run may go back to.</summary>
    public static bool HasPasswords(TenantSet set, KubeObject? configMap) => RecordsOf(set.Name, configMap).Any(r => r.Passwords);

    /// <summary>The Secrets with hashes of this set, as far as the same says.</summary>
    public static ImmutableArray<ObjectKey> RecordedSecrets(TenantSet set, KubeObject? configMap) => RecordedSecrets(set.Name, configMap);

    /// <summary>The same of every set that has a record there; one that cannot be read speaks of none.</summary>
    public static ImmutableArray<ObjectKey> RecordedSecrets(KubeObject configMap) =>
        [.. DexLogins.SetsOf(configMap).SelectMany(set => Try(() => RecordedSecrets(set, configMap))).Distinct().Order()];

    private static ImmutableArray<ObjectKey> RecordedSecrets(string set, KubeObject? configMap) => configMap is null ? []
        : [.. RecordsOf(set, configMap).Select(r => DexPresent.SecretOf(configMap.Key, r)).OfType<ObjectKey>().Distinct()];

    private static ImmutableArray<ObjectKey> Try(Func<ImmutableArray<ObjectKey>> read)
    {
        try
        {
            return read();
        }
        catch (KfTenantsException)
        {
            // The plan of that set says what is wrong with it.
            return [];
        }
    }

    private static bool IsRecordLost(TenantSet set, LiveState live) => DexPresent.IsRecordLost(
        live.Find(ConfigMapOf(set.Platform.Dex)),
        set.Name,
        live.Find(DeploymentOf(set.Platform.Dex))?.Text(JsonPointer.Segments(DexLogins.ChecksumPointerOf(set.Name))));

    /// <summary>The run may touch this person's login.</summary>
    public static bool InScope(TenantSet set, User user, PlanOptions options) =>
        options.Scope is null ||
        set.Tenants.Any(t => options.Includes(t.Name) && LoginScope.Has(t, user.Email));

    private static ImmutableSortedDictionary<string, string> HashesOf(ImmutableArray<LoginPlace> places) => places
        .Where(p => p is { Hash: not null, Entry.HashFromEnv: not null })
        .ToImmutableSortedDictionary(p => p.Entry.HashFromEnv!, p => p.Hash!, StringComparer.Ordinal);

    /// <summary>The hash of a login; null where it is not ours.</summary>
    /// <param name="present">The one that Dex has; kept while it verifies.</param>
    /// <param name="secretOf">The value of a source that a login names; already read and checked.</param>
    /// <param name="newSalt">Sixteen random bytes for a hash that must be made.</param>
    public static string? HashOf(User user, string? present, Func<SecretSource, string> secretOf, Func<byte[]> newSalt) => user.Login switch
    {
        Login.PasswordHash declared => declared.Hash,
        Login.PasswordHashFrom from => secretOf(from.From),
        Login.PasswordFrom from => KeepOrMake(present, secretOf(from.From), newSalt),
        _ => null,
    };

    // The entry with its hash, wherever the store will keep it.
    private static DexUser Entry(User user, Present present, Func<User, string?, string?> hashOf)
    {
        var (presentHash, presentId) = present.Of(user.Email);
        var hash = user.Login is Login.PasswordFrom && present.MustKeep(presentHash) ? presentHash : hashOf(user, presentHash);
        return DexUser.Of(user) with
        {
            Hash = hash is not null && present.IsSnapshot ? HashMark.Of(hash) : hash,
            UserId = user.UserId ?? presentId ?? UserId.For(user.Email),
        };
    }

    private static string KeepOrMake(string? presentHash, string password, Func<byte[]> newSalt) =>
        presentHash is not null && Bcrypt.IsWellFormed(presentHash) && Bcrypt.Verifies(presentHash, password)
            ? presentHash
            : Bcrypt.Hash(password, newSalt(), Cost);

    /// <summary>The text of a Secret's key; null when it is absent or no base64.</summary>
    internal static string? SecretText(KubeObject? secret, string key)
    {
        if (secret?.Text("data", key) is not { } encoded)
        {
            return null;
        }

        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static IEnumerable<DexRecord> RecordsOf(string set, KubeObject? configMap)
    {
        yield return RecordOf(set, configMap);
        if (configMap is not null && DexPresent.ReadKept(set, configMap) is { } kept)
        {
            yield return DexRecord.Parse(kept.Record);
        }
    }

    private static DexRecord RecordOf(string set, KubeObject? configMap) => configMap is null
        ? DexRecord.Empty
        : DexTextPlanner.ReadRecord(configMap.Key, DexLogins.RecordKeyOf(set), configMap);

    /// <summary>What Dex has of a person now, in the order in which it looks: the text, then the Password objects.</summary>
    private sealed class Present
    {
        private readonly DexConfig _config;
        private readonly KubeObject?[] _secrets;
        private readonly LiveState _live;
        private readonly string _namespace;
        private readonly DexRecord _record;
        private readonly bool _isRecordLost;

        public Present(TenantSet set, LiveState live)
        {
            var dex = set.Platform.Dex;
            _live = live;
            _namespace = dex.Namespace;
            _record = RecordOf(set.Name, live.Find(ConfigMapOf(dex)));
            _isRecordLost = IsRecordLost(set, live);
            _config = DexTextPlanner.ReadConfig(ConfigMapOf(dex), dex.Key, live);
            IsSnapshot = live.Cluster.Snapshot is not null;
            _secrets = [live.Find(SecretOf(dex)), .. RecordedSecrets(set, live.Find(ConfigMapOf(dex))).Select(live.Find)];
        }

        /// <summary>Every hash of it is a mark, so that what is wanted must be one, too, to be compared.</summary>
        public bool IsSnapshot { get; }

        /// <summary>Whether a password opens a hash cannot be told by its mark: it is kept, and the plan says so.</summary>
        public bool MustKeep([NotNullWhen(true)] string? hash) => IsSnapshot && hash is not null && HashMark.IsOfHash(hash);

        /// <summary>An entry of the text that this set did not write and did not adopt.</summary>
        public bool IsForeign(string email) =>
            !_isRecordLost && _config.Find(email) is not null && !_record.Managed.Contains(email, StringComparer.OrdinalIgnoreCase);

        public (string? Hash, string? UserId) Of(string email)
        {
            var entry = _config.Find(email);
            var password = _live.Find(new ObjectKey(ObjectKind.Password, _namespace, DexPasswordName.For(email)));
            var hash = !string.IsNullOrEmpty(entry?.Hash) ? entry.Hash
                : entry?.HashFromEnv is { } variable ? _secrets.Select(s => SecretText(s, variable)).FirstOrDefault(h => h is not null)
                : null;
            return (hash ?? (password is null ? null : PasswordObject.HashOf(password)), UserIdOf(email, entry, password));
        }

        private string? UserIdOf(string email, DexUser? entry, KubeObject? password) =>
            new[] { entry?.UserId, password?.Text("userID"), _record.Parked.GetValueOrDefault(email) }.FirstOrDefault(id => !string.IsNullOrEmpty(id));
    }
}
