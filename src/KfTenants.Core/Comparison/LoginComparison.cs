using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Comparison;

/// <summary>The logins of two sides: who can sign in on one only, and what differs of those who can on both. Dex knows an e-mail in any case.</summary>
internal static class LoginComparison
{
    /// <summary>Who can sign in on the second side only, and who on the first only.</summary>
    public static IEnumerable<AccessChange> SignIns(IEnumerable<DexUser> before, IEnumerable<DexUser> after)
    {
        var (was, becomes) = (ByKey(before), ByKey(after));
        return from key in was.Keys.Union(becomes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
               where was.ContainsKey(key) != becomes.ContainsKey(key)
               select was.TryGetValue(key, out var gone)
                   ? new AccessChange(null, gone.Email, Grants.SignIn, null)
                   : new AccessChange(null, becomes[key].Email, null, Grants.SignIn);
    }

    /// <summary>What differs, by e-mail. Two hashes can be compared only where both are hashes: a snapshot has markers in their place.</summary>
    public static ImmutableArray<LoginDifference> Differences(IEnumerable<DexUser> before, IEnumerable<DexUser> after)
    {
        var (was, becomes) = (ByKey(before), ByKey(after));
        return
        [
            .. from key in was.Keys.Intersect(becomes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
               let fields = Fields(was[key], becomes[key])
               where !fields.IsEmpty
               select new LoginDifference(becomes[key].Email, fields),
        ];
    }

    /// <summary>What a file says of the people who may sign in.</summary>
    public static IEnumerable<DexUser> Of(TenantSet set) =>
        from user in set.Users
        where user.Login is not null && LoginScope.MaySignIn(set, user)
        select new DexUser(
            user.Email, (user.Login as Login.PasswordHash)?.Hash, (user.Login as Login.DexEnv)?.Variable, user.Username, user.UserId, user.DisplayName,
            user.PreferredUsername, user.EmailVerified, user.Groups);

    private static ImmutableArray<FieldDocument> Fields(DexUser was, DexUser becomes)
    {
        var areHashes = was.Hash is not null && becomes.Hash is not null && Bcrypt.IsWellFormed(was.Hash) && Bcrypt.IsWellFormed(becomes.Hash);
        return [.. DexEdit.Differences(areHashes ? becomes : becomes with { Hash = null }, areHashes ? was : was with { Hash = null }).Select(FieldDocument.Of)];
    }

    private static SortedDictionary<string, DexUser> ByKey(IEnumerable<DexUser> users)
    {
        var byKey = new SortedDictionary<string, DexUser>(StringComparer.Ordinal);
        foreach (var user in users)
        {
            byKey[DexPasswordName.KeyOf(user.Email)] = user;
        }

        return byKey;
    }
}
