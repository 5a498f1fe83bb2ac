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

    /// <summary>What differs, by e-mail. A hash and its mark in a snapshot are the same; what leaves no sum cannot be compared.</summary>
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
        select DexUser.Of(user);

    private static ImmutableArray<FieldDocument> Fields(DexUser was, DexUser becomes)
    {
        var (before, after) = (SumOf(was), SumOf(becomes));
        var areKnown = before is not null && after is not null;
        return [.. DexEdit.Differences(becomes with { Hash = areKnown ? after : null }, was with { Hash = areKnown ? before : null }).Select(FieldDocument.Of)];
    }

    private static string? SumOf(DexUser user) => user.Hash is { } hash && HashMark.Of(hash) is var mark && HashMark.IsOfHash(mark) ? mark : null;

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
