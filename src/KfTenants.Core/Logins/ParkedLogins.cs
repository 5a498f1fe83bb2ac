using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Logins;

/// <summary>What Dex alone knew of people whose logins are away while their tenants are suspended, kept in our record until they are back.</summary>
internal static class ParkedLogins
{
    public static ImmutableSortedDictionary<string, string> After(DexLogins logins, DexPresent present, LiveState live)
    {
        var record = present.Record;
        var parked = record.Parked.ToBuilder();
        if (!logins.OnlyAdd)
        {
            // Who is parked no more is back, or gone from the file.
            parked.RemoveRange(record.Parked.Keys.Except(logins.Parked, StringComparer.Ordinal));
        }

        parked.RemoveRange(logins.Users.Concat(logins.Passwords).Select(u => u.Email));

        // A run limited to some tenants takes no entry away.
        foreach (var email in logins.OnlyAdd ? [] : logins.Parked)
        {
            if (UserIdOf(email, logins, present, live) is { Length: > 0 } userId && userId != UserId.For(email))
            {
                parked[email] = userId;
            }
        }

        return parked.ToImmutable();
    }

    // Of an entry or an object of this set; others' stay where they are.
    private static string? UserIdOf(string email, DexLogins logins, DexPresent present, LiveState live) =>
        (present.Record.Managed.Contains(email, StringComparer.Ordinal) ? present.Config.Find(email)?.UserId : null)
        ?? (live.Find(logins.PasswordOf(email)) is { } password && PasswordObject.IsOf(logins.Set, password) ? password.Text("userID") : null);
}
