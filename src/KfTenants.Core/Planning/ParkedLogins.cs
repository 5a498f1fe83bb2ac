using System.Collections.Immutable;
using KfTenants.Dex;

namespace KfTenants.Planning;

/// <summary>What Dex alone knew of people whose logins are away while their tenants are suspended, kept in our record until they are back.</summary>
internal static class ParkedLogins
{
    public static ImmutableSortedDictionary<string, string> After(DexLogins logins, DexConfig config, DexRecord record)
    {
        var parked = record.Parked.ToBuilder();
        if (!logins.OnlyAdd)
        {
            // Who is parked no more is back, or gone from the file.
            parked.RemoveRange(record.Parked.Keys.Except(logins.Parked, StringComparer.Ordinal));
        }

        parked.RemoveRange(logins.Users.Select(u => u.Email));

        // A run limited to some tenants takes no entry away.
        foreach (var email in logins.Parked.Where(e => !logins.OnlyAdd && record.Managed.Contains(e, StringComparer.Ordinal)))
        {
            if (config.Find(email)?.UserId is { Length: > 0 } userId && userId != UserId.For(email))
            {
                parked[email] = userId;
            }
        }

        return parked.ToImmutable();
    }
}
