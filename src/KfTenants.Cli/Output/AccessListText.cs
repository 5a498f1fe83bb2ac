using System.Collections.Immutable;
using KfTenants.AccessLists;

namespace KfTenants.Cli.Output;

/// <summary>Who can get in, for people: a line for each tenant; or all of a person, all of a tenant, or a table.</summary>
internal static class AccessListText
{
    public static StyledText Of(AccessAnswer answer)
    {
        var text = new StyledText().Add(Tone.Heading, Headline(answer)).EndLine();
        if (answer.IsMatrix)
        {
            Matrix(text, answer);
        }
        else if (!answer.Users.IsEmpty)
        {
            Users(text, answer);
        }
        else if (!answer.Tenants.IsEmpty)
        {
            Tenants(text, answer);
        }
        else
        {
            Overview(text, answer);
        }

        Unread(text, answer.List.Unread);
        return text;
    }

    /// <summary>What could not be looked at: never passed over.</summary>
    public static void Unread(StyledText text, ImmutableArray<string> unread)
    {
        if (!unread.IsEmpty)
        {
            text.EndLine().Add(Tone.Heading, "Could not look at").EndLine();
            foreach (var part in unread)
            {
                text.Add("  ").Add(Tone.Notice, "! ").Line(part);
            }
        }
    }

    public static string Headline(AccessAnswer answer) =>
        answer.Cluster is { } cluster
            ? $"Access in {ClusterText.Of(cluster)}{(answer.Set is { } set ? $", compared with the file of set {set}" : "")}"
            : $"Access as the file of set {answer.Set} would have it";

    private static void Overview(StyledText text, AccessAnswer answer)
    {
        if (answer.List.Tenants.IsEmpty)
        {
            text.EndLine().Line(answer.Cluster is null ? "The file has no tenant." : "The cluster has no Profile.");
        }

        var width = Columns.Width(answer.List.Tenants.Select(t => t.Name));
        var byTenant = answer.List.Entries.ToLookup(e => e.Tenant, StringComparer.Ordinal);
        foreach (var tenant in answer.List.Tenants)
        {
            text.Add("  ").AddPadded(Tone.Plain, tenant.Name, width + 2);
            var entries = byTenant[tenant.Name].ToList();
            string[] people = [.. entries.Where(e => e.Subject.IsPeople).OrderByDescending(e => e.Route == AccessRoute.Owner)
                .Select(e => $"{e.Subject} {e.Role}{Mark(e)}")];
            var others = entries.Where(e => !e.Subject.IsPeople).Select(e => e.Subject).Distinct().Count();
            text.Add(Tone.Notice, tenant.Condition == TenantCondition.Active ? "" : $"{tenant.Condition.Word()}: ");
            text.Add(people.Length == 0 ? "no person" : string.Join(", ", people));
            text.Add(others == 0 ? "" : $"; and {Words.Count(others, "workload")}: access --tenant {tenant.Name}").EndLine();
        }

        Everywhere(text, answer);
    }

    private static string Mark(AccessEntry entry) => entry switch
    {
        { IsUnmanaged: true } => " (unmanaged)",
        { IsDropped: true } => " (no longer in the file)",
        { Declared.HasEnded: true } => " (ended)",
        _ => "",
    };

    private static void Everywhere(StyledText text, AccessAnswer answer)
    {
        var wide = answer.List.Entries.Where(e => e.Tenant is null).ToList();
        if (wide.Count > 0)
        {
            text.EndLine().Add(Tone.Heading, "In every tenant, whatever a tenants file says").EndLine();
            Rows(text, wide.Select(e => new[] { e.Subject.ToString(), e.Role, AccessWords.Objects(e.Objects) }));
        }
    }

    private static void Users(StyledText text, AccessAnswer answer)
    {
        foreach (var user in answer.Users)
        {
            text.EndLine().Add(Tone.Heading, user).Add("  ").Line(AccessWords.SignIn(answer.List.Logins.Of(user)));
            var entries = answer.List.Of(user).ToList();
            if (entries.Count == 0)
            {
                text.Line("  no access by this name");
            }

            Rows(text, entries.Select(e => (string[])[e.Tenant ?? AccessWords.EveryTenant, e.Role, RouteOf(e), .. Rest(e)]));
        }

        var perhaps = answer.Perhaps.ToList();
        if (perhaps.Count > 0)
        {
            text.EndLine().Add(Tone.Heading, "Besides, for all who are in these groups, which only the identity provider knows, or for everyone").EndLine();
            Rows(text, perhaps.Select(e => (string[])[e.Tenant ?? AccessWords.EveryTenant, e.Role, e.Subject.ToString(), .. Rest(e)]));
        }
    }

    // A pattern fits more people than the one who was asked about.
    private static string RouteOf(AccessEntry entry) =>
        entry.Subject.Kind == SubjectKind.Pattern ? $"{AccessWords.Route(entry)} for {entry.Subject}" : AccessWords.Route(entry);

    private static void Tenants(StyledText text, AccessAnswer answer)
    {
        foreach (var tenant in answer.List.Tenants)
        {
            text.EndLine().Add(Tone.Heading, tenant.Name);
            text.Add(Tone.Notice, tenant.Condition == TenantCondition.Active ? "" : $"  {tenant.Condition.Word()}").EndLine();
            var entries = answer.List.Entries.Where(e => e.Tenant == tenant.Name).ToList();
            if (entries.Count == 0)
            {
                text.Line("  no access");
            }

            Rows(text, entries.Select(e => (string[])[e.Subject.ToString(), e.Role, AccessWords.Route(e), .. Rest(e)]));
            Strangers(text, answer, entries);
        }

        Everywhere(text, answer);
    }

    // Of most people there is nothing to say.
    private static void Strangers(StyledText text, AccessAnswer answer, List<AccessEntry> entries)
    {
        foreach (var person in entries.Where(e => e.Subject.Kind == SubjectKind.Person).Select(e => e.Subject.Name).Distinct(StringComparer.Ordinal))
        {
            if (answer.List.Logins.Of(person) is { State: not (Logins.SignInState.Login or Logins.SignInState.Elsewhere) } signIn)
            {
                text.Add("  ").Add(Tone.Notice, "! ").Line($"{new AccessSubject(SubjectKind.Person, person)}: {AccessWords.SignIn(signIn)}");
            }
        }
    }

    private static string[] Rest(AccessEntry entry) => [AccessWords.Objects(entry.Objects), AccessWords.Standing(entry)];

    private static void Matrix(StyledText text, AccessAnswer answer)
    {
        text.EndLine();
        Rows(text, MatrixRows(answer), Tone.Heading);
    }

    /// <summary>The first row names the columns; a cell is the strongest role, empty for none.</summary>
    public static IEnumerable<string[]> MatrixRows(AccessAnswer answer)
    {
        var roles = answer.List.Strongest();
        var columns = answer.MatrixColumns;
        return answer.Rows
            .Select(row => (string[])[row.ToString(), .. columns.Select(column => roles.GetValueOrDefault((row, column), ""))])
            .Prepend(["", .. columns.Select(c => c ?? AccessWords.EveryTenant)]);
    }

    private static void Rows(StyledText text, IEnumerable<string[]> rows, Tone first = Tone.Plain)
    {
        var all = rows.ToList();
        int[] widths = [.. Enumerable.Range(0, all.Count == 0 ? 0 : all[0].Length).Select(column => Columns.Width(all.Select(r => SafeText.Of(r[column]))))];
        foreach (var (row, index) in all.Select((row, index) => (row, index)))
        {
            text.Add("  ");
            for (var column = 0; column < row.Length; column++)
            {
                text.AddPadded(index == 0 ? first : Tone.Plain, row[column], widths[column]).Add("  ");
            }

            text.EndLine();
        }
    }
}
