using System.Collections.Immutable;
using System.Globalization;

namespace KfTenants.Cli.Output.Html;

/// <summary>
/// Who may do what where, as a table of people and tenants whose headers stay in sight, and, from a size on at which no window shows all of a table, with a picture of
/// the whole above it: one square for each pair.
/// </summary>
internal static class AccessMatrixHtml
{
    /// <summary>Of each; more is cut, and said.</summary>
    public const int Most = 250;

    // As many as a window shows.
    private const int Seen = 30;

    private static readonly ImmutableArray<(string Class, string Words)> Legend =
        [("gain", "gains access"), ("loss", "loses access"), ("move", "another role"), ("same", "stays")];

    /// <param name="cells">Only the pairs that have something to tell.</param>
    public static HtmlText Of(
        string caption, ImmutableArray<string> people, ImmutableArray<string> tenants, IReadOnlyDictionary<(string Person, string Tenant), AccessCell> cells)
    {
        var html = new HtmlText();
        if (people.Length > Most || tenants.Length > Most)
        {
            html.Element(
                "p",
                $"The matrix holds the first {Most} of {people.Length} people and of {tenants.Length} tenants; the lists above hold all of them.",
                ("class", "notice"));
            (people, tenants) = ([.. people.Take(Most)], [.. tenants.Take(Most)]);
        }

        if (people.Length > Seen || tenants.Length > Seen)
        {
            Picture(html, people, tenants, cells);
        }

        html.Open("p", ("class", "legend"));
        foreach (var (name, words) in cells.Values.All(c => c.Before == c.After) ? [] : Legend.Where(l => cells.Values.Any(c => c.Class == l.Class)))
        {
            html.Open("span").Element("b", Example(name), ("class", $"cell {name}")).Text(" " + words).Close("span").Text(" ");
        }

        html.Text("O owner, A admin, E edit, V view, M mesh, S sign in").Close("p").EndLine();
        Table(html, caption, people, tenants, cells);
        return html;
    }

    private static void Table(
        HtmlText html, string caption, ImmutableArray<string> people, ImmutableArray<string> tenants,
        IReadOnlyDictionary<(string Person, string Tenant), AccessCell> cells)
    {
        html.Element("p", "", ("id", "cell"), ("role", "status"), ("class", "faint")).EndLine();
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption));
        html.Open("table", ("class", "matrix"), ("id", "matrix")).Element("caption", caption, ("class", "unseen")).EndLine();
        html.Ours("<thead><tr>").Element("td", "", ("class", "corner"));
        foreach (var tenant in tenants)
        {
            html.Open("th", ("scope", "col"), ("data-tenant", tenant)).Element("span", tenant).Close("th");
        }

        html.Ours("</tr></thead>\n<tbody>\n");
        foreach (var person in people)
        {
            html.Open("tr", ("data-person", person)).Element("th", person, ("scope", "row"));
            foreach (var tenant in tenants)
            {
                if (cells.TryGetValue((person, tenant), out var cell))
                {
                    html.Element("td", cell.Sign, ("class", cell.Class), ("title", cell.Words));
                }
                else
                {
                    html.Ours("<td></td>");
                }
            }

            html.Ours("</tr>\n");
        }

        html.Ours("</tbody></table></div>\n");
    }

    // One path for each colour: as small as the number of its squares.
    private static void Picture(
        HtmlText html, ImmutableArray<string> people, ImmutableArray<string> tenants, IReadOnlyDictionary<(string Person, string Tenant), AccessCell> cells)
    {
        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
        const int Square = 4;
        html.Open("svg", ("class", "overview"), ("role", "img"), ("viewBox", $"0 0 {Number(tenants.Length)} {Number(people.Length)}"),
            ("width", Number(tenants.Length * Square)), ("height", Number(people.Length * Square)),
            ("aria-label", $"All of the matrix: {people.Length} people from top to bottom, {tenants.Length} tenants from left to right, a square for each change"));
        html.Ours($"<rect class=\"ground\" width=\"{Number(tenants.Length)}\" height=\"{Number(people.Length)}\"/>");
        foreach (var (name, _) in Legend)
        {
            html.Ours($"<path class=\"{name}\" d=\"");
            for (var y = 0; y < people.Length; y++)
            {
                for (var x = 0; x < tenants.Length; x++)
                {
                    if (cells.TryGetValue((people[y], tenants[x]), out var cell) && cell.Class == name)
                    {
                        html.Ours($"M{Number(x)} {Number(y)}h1v1h-1z");
                    }
                }
            }

            html.Ours("\"/>");
        }

        html.Close("svg").EndLine();
    }

    private static string Example(string name) => name switch { "gain" => "+", "loss" => "\u2212", "move" => "\u2192", _ => "=" };
}
