using KfTenants.Logins;

namespace KfTenants.Cli.Output;

/// <summary>The tables of <c>access -o markdown</c>, for a page or a ticket.</summary>
internal static class AccessMarkdown
{
    public static MarkdownText Of(AccessAnswer answer)
    {
        var text = new MarkdownText();
        var where = answer.Cluster is { } cluster ? $" in {MarkdownText.Code(ClusterText.Of(cluster))}" : $": the file of set {MarkdownText.Code(answer.Set ?? "")}";
        text.Line($"### Who has access{where}").Line();
        if (answer.IsMatrix)
        {
            string[][] rows = [.. AccessListText.MatrixRows(answer)];
            Table(text, ["person", .. rows[0][1..].Select(Cell)], rows[1..]);
        }
        else
        {
            Table(text, ["who", "tenant", "role", "route", "by", "standing"],
            [
                .. answer.Entries.Select(e => (string[])
                    [e.Subject.ToString(), e.Tenant ?? AccessWords.EveryTenant, e.Role, AccessWords.Route(e), AccessWords.Objects(e.Objects), AccessWords.Standing(e)]),
            ]);
        }

        if (answer.Perhaps.ToList() is { Count: > 0 } perhaps)
        {
            text.Line("For all who are in these groups, which only the identity provider knows, or for everyone:").Line();
            Table(text, ["who", "tenant", "role", "by"],
            [
                .. perhaps.Select(e => (string[])[e.Subject.ToString(), e.Tenant ?? AccessWords.EveryTenant, e.Role, AccessWords.Objects(e.Objects)]),
            ]);
        }

        string[][] odd = [.. from person in answer.People
                             let signIn = answer.List.Logins.Of(person)
                             where !answer.Users.IsEmpty || signIn.State is not (SignInState.Login or SignInState.Elsewhere)
                             select (string[])[person, AccessWords.SignIn(signIn)]];
        if (odd.Length > 0)
        {
            Table(text, ["person", "sign-in"], odd);
        }

        foreach (var part in answer.List.Unread)
        {
            text.Line($"- Could not look at {MarkdownText.Code(part)}");
        }

        return text;
    }

    /// <param name="names">Of the columns, as Markdown.</param>
    private static void Table(MarkdownText text, string[] names, string[][] rows)
    {
        text.Line($"| {string.Join(" | ", names)} |").Line($"|{string.Concat(names.Select(_ => "---|"))}");
        foreach (var row in rows)
        {
            text.Line($"| {string.Join(" | ", row.Select(Cell))} |");
        }

        text.Line();
    }

    private static string Cell(string value) => value.Length == 0 ? " " : MarkdownText.Code(value);
}
