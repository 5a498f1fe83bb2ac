using KfTenants.AccessLists;

namespace KfTenants.Cli.Output.Html;

/// <summary><c>access -o html</c>: who can get in, as a matrix of people and tenants, and tenant by tenant with the route and the objects.</summary>
internal static class AccessHtml
{
    public static HtmlPage Of(AccessAnswer answer)
    {
        var title = AccessListText.Headline(answer);
        var body = new HtmlText().Ours("<a class=\"skip\" href=\"#tenants\">To the tenants</a>\n<header>\n").Element("h1", title).EndLine();
        var numbers = $"{Words.Count(answer.People.Count(), "person")}, {Words.Count(answer.List.Tenants.Length, "tenant")}.";
        body.Element("p", numbers, ("class", "numbers")).Ours("</header>\n<main>\n");
        Unread(body, answer);
        FilterHtml.AddTo(body, new HtmlText(), new HtmlText());
        body.Ours("<section id=\"access\"><h2>People by tenants</h2>\n").Add(Matrix(answer)).Ours("</section>\n");
        body.Ours("<section id=\"tenants\"><h2>Tenants</h2>\n");
        var entries = answer.Entries.Concat(answer.Perhaps).Distinct().ToLookup(e => e.Tenant, StringComparer.Ordinal);
        foreach (var tenant in answer.List.Tenants.Where(t => answer.Users.IsEmpty || entries[t.Name].Any()))
        {
            var condition = tenant.Condition == TenantCondition.Active ? "" : $" {tenant.Condition.Word()}";
            Block(body, answer, tenant.Name, condition, [.. entries[tenant.Name]]);
        }

        if (entries[null].ToList() is { Count: > 0 } wide)
        {
            Block(body, answer, AccessWords.EveryTenant, " whatever a tenants file says", wide);
        }

        return new HtmlPage(title, body.Ours("</section>\n</main>\n"));
    }

    private static void Block(HtmlText body, AccessAnswer answer, string name, string condition, List<AccessEntry> entries)
    {
        TenantHtml.Open(body, name, entries.Select(e => e.Subject.ToString()), answer.List.Tenants.Length)
            .Text(condition.Length == 0 ? Words.Count(entries.Count, "way") + " in" : condition.Trim());
        body.Close("summary").EndLine().Ours("<ul>\n");
        foreach (var entry in entries)
        {
            body.Open("li", ("data-action", "")).Element("b", entry.Subject.ToString()).Text($" {entry.Role}, {AccessWords.Route(entry)}");
            if (AccessWords.Standing(entry) is { Length: > 0 } standing)
            {
                body.Text(" ").Element("span", standing, ("class", entry.IsUnmanaged ? "notice" : "faint"));
            }

            if (entry.Subject.Kind == SubjectKind.Person && answer.List.Logins.Of(entry.Subject.Name) is { State: not Logins.SignInState.Elsewhere } signIn)
            {
                body.Text(" ").Element("span", AccessWords.SignIn(signIn), ("class", "faint"));
            }

            body.Text(" ").Element("span", AccessWords.Objects(entry.Objects), ("class", "faint")).Ours("</li>\n");
        }

        body.Ours(entries.Count == 0 ? "<li data-action>no access</li></ul></details>\n" : "</ul></details>\n");
    }

    private static HtmlText Matrix(AccessAnswer answer)
    {
        var cells = new Dictionary<(string Person, string Tenant), AccessCell>();
        var rows = answer.Rows.ToHashSet();
        foreach (var ((subject, tenant), role) in answer.List.Strongest().Where(s => rows.Contains(s.Key.Subject)))
        {
            cells[(subject.ToString(), tenant ?? AccessWords.EveryTenant)] = new AccessCell(role, role);
        }

        return AccessMatrixHtml.Of(
            "People by tenants",
            [.. answer.Rows.Select(r => r.ToString())],
            [.. answer.MatrixColumns.Select(c => c ?? AccessWords.EveryTenant)],
            cells);
    }

    private static void Unread(HtmlText body, AccessAnswer answer)
    {
        if (answer.List.Unread.IsEmpty)
        {
            return;
        }

        body.Ours("<section id=\"unread\"><h2>Could not look at</h2>\n<ul>\n");
        foreach (var part in answer.List.Unread)
        {
            body.Open("li").Element("span", part, ("class", "notice")).Ours("</li>\n");
        }

        body.Ours("</ul></section>\n");
    }
}
