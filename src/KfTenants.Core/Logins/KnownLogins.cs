using System.Collections.Immutable;
using System.Text;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>One login as Dex uses it, wherever it is kept.</summary>
/// <param name="User">As it is written there.</param>
/// <param name="Object">Where it is kept.</param>
public sealed record KnownLogin(DexUser User, ObjectKey Object)
{
    /// <summary>As it is written there: so it reaches Kubernetes and the mesh.</summary>
    public string Email => User.Email;

    /// <summary>The bcrypt text where it was read, and not only a mark of it; a secret, never shown.</summary>
    internal string? Hash { get; private init; }

    /// <summary>In the place of its hash stands a mark: it was read from a snapshot.</summary>
    internal bool IsMarked { get; private init; }

    /// <param name="hash">As Dex takes it; it also takes base64 of the text (cmd/dex/config.go). Null where it is not known.</param>
    internal static KnownLogin Of(DexUser user, ObjectKey found, string? hash)
    {
        var isMark = hash is not null && HashMark.IsOne(hash);
        return new KnownLogin(user, found) { Hash = isMark || string.IsNullOrEmpty(hash) ? null : BcryptText(hash), IsMarked = isMark };
    }

    private static string BcryptText(string hash)
    {
        var bytes = new byte[hash.Length];
        return !hash.StartsWith('$') && Convert.TryFromBase64String(hash, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length) is ['$', ..] text
            ? text.TrimEnd('\n')
            : hash.TrimEnd('\n');
    }

    /// <summary>Without the hash: it must not reach any output.</summary>
    public override string ToString() => $"KnownLogin {{ Email = {Email} }}";
}

/// <summary>Whether a person can sign in.</summary>
public enum SignInState
{
    /// <summary>What would tell was not there, or could not be read.</summary>
    Unknown,

    /// <summary>By a login of this very spelling.</summary>
    Login,

    /// <summary>There is a login of another spelling: who uses it arrives as another person.</summary>
    OtherSpelling,

    /// <summary>No login of their own; one of Dex's connectors, or another identity provider, may know the person.</summary>
    Elsewhere,

    /// <summary>No login, and no connector.</summary>
    None,
}

/// <param name="As">The spelling of the login; null without one.</param>
/// <param name="Detail">Which connectors there are, or why it is not known; null where there is nothing to say.</param>
public sealed record PersonSignIn(SignInState State, string? As, string? Detail);

/// <summary>
/// Everyone that Dex itself lets sign in, read as Dex reads it: entries of its configuration first, then Password objects (storage/static.go), and whether
/// there are connectors, behind which others may be known.
/// </summary>
/// <param name="Logins">In the order of their e-mails.</param>
/// <param name="Connectors">Their types.</param>
/// <param name="Unknown">Why not all logins are known; null when they are.</param>
public sealed record KnownLogins(ImmutableArray<KnownLogin> Logins, ImmutableArray<string> Connectors, string? Unknown)
{
    /// <summary>Where there is no Dex: everyone signs in where the API server sends them.</summary>
    public static readonly KnownLogins Elsewhere = new([], [], "there is no Dex (flavor: kubernetes)");

    private readonly ILookup<string, KnownLogin> _byKey = Logins.ToLookup(l => DexPasswordName.KeyOf(l.Email), StringComparer.Ordinal);

    /// <summary>The entries of Dex's configuration as written; empty where it could not be read.</summary>
    public ImmutableArray<DexUser> Entries { get; private init; } = [];

    /// <summary>What stands in the way of reading the configuration: Dex cannot read it either. Null when nothing does.</summary>
    public string? Flaw { get; private init; }

    /// <summary>Dex stops at its start: it has entries and is told not to look at passwords.</summary>
    public bool IsTurnedOff { get; private init; }

    /// <summary>People outside <see cref="Logins"/> who are said to sign in elsewhere.</summary>
    private ImmutableHashSet<string> People { get; init; } = [];

    public static KnownLogins Read(DexPlatform dex, LiveState live)
    {
        var key = LoginResolver.ConfigMapOf(dex);
        var objects = from password in live.In(dex.Namespace, ObjectKind.Password)
                      let user = PasswordObject.ToUser(password)
                      where user.Email.Length > 0
                      select KnownLogin.Of(user, password.Key, user.Hash);
        if (live.Find(key)?.Text("data", dex.Key) is not { } text)
        {
            return new KnownLogins(InOrder(objects), [], live.Find(key) is null ? $"{key} does not exist" : $"{key} has no key {dex.Key}");
        }

        try
        {
            var config = DexConfig.Parse(text);
            var secret = live.Find(LoginResolver.SecretOf(dex));
            var entries = config.EffectiveUsers.Select(u => KnownLogin.Of(u, key, HashOf(u, secret))).ToList();
            var shadowed = entries.Select(e => DexPasswordName.KeyOf(e.Email)).ToHashSet(StringComparer.Ordinal);
            var unread = live.Unread.FirstOrDefault(u => u.Kind == ObjectKind.Password);
            return new KnownLogins(
                InOrder(entries.Concat(objects.Where(o => !shadowed.Contains(DexPasswordName.KeyOf(o.Email))))),
                config.Connectors,
                unread is null ? null : $"{unread.What}: {unread.Why}")
            {
                Entries = config.Users,
                IsTurnedOff = !config.EnablePasswordDb && !config.Users.IsEmpty,
            };
        }
        catch (FormatException e)
        {
            return new KnownLogins([], [], $"{key}: {e.Message}") { Flaw = e.Message };
        }
    }

    /// <summary>What a document says of it: who has no login there signs in elsewhere.</summary>
    public static KnownLogins Of(TenantSet set) => new(
        [
            .. set.Users.Where(u => u.Login is not null && LoginScope.MaySignIn(set, u))
                .Select(u => new KnownLogin(DexUser.Of(u), LoginResolver.ConfigMapOf(set.Platform.Dex))),
        ],
        [],
        Unknown: null)
    {
        People = [.. set.Users.Where(u => u.Login is null).Select(u => u.Email), .. set.Users.IsEmpty ? PeopleOf(set) : []],
    };

    public PersonSignIn Of(string email)
    {
        var same = _byKey[DexPasswordName.KeyOf(email)].ToList();
        return same.Exists(l => l.Email == email) ? new PersonSignIn(SignInState.Login, email, null)
            : same.Count > 0 ? new PersonSignIn(SignInState.OtherSpelling, same[0].Email, null)
            : !Connectors.IsEmpty || People.Contains(email) ? new PersonSignIn(SignInState.Elsewhere, null, Connectors.IsEmpty ? null : string.Join(", ", Connectors))
            : Unknown is not null ? new PersonSignIn(SignInState.Unknown, null, Unknown)
            : new PersonSignIn(SignInState.None, null, null);
    }

    private static ImmutableArray<KnownLogin> InOrder(IEnumerable<KnownLogin> logins) => [.. logins.OrderBy(l => l.Email, StringComparer.Ordinal)];

    private static IEnumerable<string> PeopleOf(TenantSet set) => set.Tenants.SelectMany(t => t.People.Select(p => p.Email));

    private static string? HashOf(DexUser user, KubeObject? secret) => !string.IsNullOrEmpty(user.Hash) ? user.Hash
        : user.HashFromEnv is { } variable ? LoginResolver.SecretText(secret, variable)
        : null;
}
