using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Plans;

namespace KfTenants.Cli.Output.Html;

/// <summary>Who gains and who loses access: every one in words, then all of it as a matrix of people and tenants.</summary>
internal static class PeopleHtml
{
    // Signing in is a column of its own.
    private const string SigningIn = "(sign in)";

    // As many as stand in a line; more are folded.
    private const int Open = 3;

    // A longer list scrolls in a box of its own, so that what follows is not screens away.
    private const int Long = 30;

    public static void AddTo(HtmlText body, PlanDocument plan)
    {
        if (plan.Access.IsEmpty)
        {
            return;
        }

        body.Ours("<section id=\"people\"><h2>People</h2>\n");
        foreach (var (heading, lines) in AccessText.Of(plan.Access))
        {
            body.Element("h3", heading).EndLine();
            if (lines.Length > Long)
            {
                body.Open("div", ("class", "scroll long"), ("tabindex", "0"), ("role", "region"), ("aria-label", heading));
            }

            body.Ours("<ul class=\"plain\">\n");
            foreach (var line in lines)
            {
                Line(body, line);
            }

            body.Ours(lines.Length > Long ? "</ul></div>\n" : "</ul>\n");
        }

        body.Ours("</section>\n<section id=\"access\"><h2>Access that changes, people by tenants</h2>\n").Add(Matrix(plan.Access)).Ours("</section>\n");
    }

    private static void Line(HtmlText body, AccessLine line)
    {
        string[] tenants = [.. line.Tenants.OfType<string>()];
        body.Open("li", ("data-person", line.Person), ("data-tenants", string.Join(' ', tenants)));
        body.Element("span", line.Symbol, ("class", $"symbol {HtmlText.ClassOf(line.Tone)}")).Element("b", AccessText.Person(line.Person)).Text($" {line.What}");
        if (tenants.Length > Open)
        {
            body.Open("details").Element("summary", $"in {tenants.Length} tenants").Text(string.Join(", ", tenants)).Close("details");
        }
        else if (tenants.Length > 0)
        {
            body.Text($" in {string.Join(", ", tenants)}");
        }

        body.Ours("</li>\n");
    }

    private static HtmlText Matrix(ImmutableArray<AccessChange> access)
    {
        var cells = new Dictionary<(string Person, string Tenant), AccessCell>();
        foreach (var change in access)
        {
            cells[(change.Person, change.Tenant ?? SigningIn)] = new AccessCell(change.Before, change.After);
        }

        ImmutableArray<string> Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return AccessMatrixHtml.Of("Access that changes", Sorted(cells.Keys.Select(k => k.Person)), Sorted(cells.Keys.Select(k => k.Tenant)), cells);
    }
}
