using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>Who can sign in after a plan's changes of Dex's objects, and who no more; moving from one place to another is neither.</summary>
public static class DexAccess
{
    public static ImmutableArray<AccessChange> Of(IEnumerable<Change> changes)
    {
        var gained = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var lost = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            switch (change)
            {
                case Change.Update { Write: Write.DexText }:
                    change.Fields.Where(DexEdit.IsLoginGained).ToList().ForEach(f => Add(gained, DexEdit.PersonOf(f)));
                    change.Fields.Where(DexEdit.IsLoginLost).ToList().ForEach(f => Add(lost, DexEdit.PersonOf(f)));
                    break;
                case Change.Create { Desired.Intent: var intent } when change.Key.Kind == ObjectKind.Password:
                    Add(gained, intent.Text("email"));
                    break;
                case Change.Delete when change.Key.Kind == ObjectKind.Password:
                    Add(lost, Dex.DexPasswordName.EmailOf(change.Key.Name));
                    break;
                default:
                    break;
            }
        }

        return
        [
            .. gained.Keys.Union(lost.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(person => gained.ContainsKey(person) != lost.ContainsKey(person))
                .Select(person => gained.TryGetValue(person, out var comes)
                    ? new AccessChange(null, comes, null, Grants.SignIn)
                    : new AccessChange(null, lost[person], Grants.SignIn, null)),
        ];
    }

    // One person, in whatever case the places write the e-mail.
    private static void Add(SortedDictionary<string, string> people, string? email)
    {
        if (email is not null)
        {
            people[email.ToLowerInvariant()] = email;
        }
    }
}
