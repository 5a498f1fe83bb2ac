using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>Who can sign in after a plan's changes of Dex's objects, and who no more; moving from one place to another is neither.</summary>
public static class DexAccess
{
    public static ImmutableArray<AccessChange> Of(IEnumerable<Change> changes)
    {
        var signIns = changes.SelectMany(c => c.SignIns).ToImmutableArray();
        var gained = People(signIns.Where(s => s.IsGained));
        var lost = People(signIns.Where(s => !s.IsGained));
        var restored = People(signIns.Where(s => s is { IsGained: true, IsRestored: true })).Keys.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. gained.Keys.Union(lost.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(person => gained.ContainsKey(person) != lost.ContainsKey(person))
                .Select(person => gained.TryGetValue(person, out var comes)
                    ? new AccessChange(null, comes, null, Grants.SignIn) { IsRestored = restored.Contains(person) }
                    : new AccessChange(null, lost[person], Grants.SignIn, null)),
        ];
    }

    // One person, in whatever case the places write the e-mail.
    private static SortedDictionary<string, string> People(IEnumerable<SignIn> signIns)
    {
        var people = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var signIn in signIns)
        {
            people[signIn.Person.ToLowerInvariant()] = signIn.Person;
        }

        return people;
    }
}
