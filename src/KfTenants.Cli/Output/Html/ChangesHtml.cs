using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Plans;

namespace KfTenants.Cli.Output.Html;

/// <summary>Every change, tenant by tenant, each tenant folded where there are many, and the filter for all of the page.</summary>
internal static class ChangesHtml
{
    /// <summary>A browser stays quick up to here; what does not fit is counted and said.</summary>
    public const int MostCharacters = 6_000_000;

    public static void AddTo(HtmlText body, PlanDocument plan)
    {
        body.Ours("<section id=\"changes\"><h2>Changes</h2>\n");
        if (plan.Changes.IsEmpty)
        {
            body.Ours("<p>None.</p></section>\n");
            return;
        }

        var people = plan.Access.ToLookup(a => a.Tenant, a => a.Person, StringComparer.Ordinal);
        var tenants = plan.Changes.GroupBy(c => c.Tenant).ToArray();
        var (begun, told) = (body.Length, 0);
        foreach (var tenant in tenants)
        {
            var block = Block([.. tenant], tenant.Key, people[tenant.Key], plan.FileName(), tenants.Length);
            if (body.Length - begun + block.Length > MostCharacters)
            {
                break;
            }

            body.Add(block);
            told++;
        }

        if (told < tenants.Length)
        {
            var left = $"{told} of {tenants.Length} tenants are here, because a page holds no more; the text, JSON and CSV of this plan have all of them.";
            body.Element("p", left, ("class", "notice"));
        }

        body.Ours("</section>\n");
    }

    /// <summary>What is shown of people, quotas and changes; nothing where there are no changes.</summary>
    public static void AddFilterTo(HtmlText body, ImmutableArray<ChangeDocument> changes)
    {
        if (changes.IsEmpty)
        {
            return;
        }

        var actions = new HtmlText().Ours("<label class=\"field\">Action <select name=\"action\"><option value=\"\">all</option>");
        foreach (var action in changes.GroupBy(c => c.Action, StringComparer.Ordinal))
        {
            actions.Element("option", $"{action.Key} ({Number(action.Count())})", ("value", action.Key));
        }

        var risks = new HtmlText().Ours("<fieldset><legend>Risk (none ticked: all)</legend>");
        foreach (var risk in changes.GroupBy(c => c.Risk, StringComparer.Ordinal).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            risks.Open("label").Open("input", ("type", "checkbox"), ("name", "risk"), ("value", risk.Key)).Text($" {risk.Key} ({Number(risk.Count())})").Close("label").Text(" ");
        }

        FilterHtml.AddTo(body, actions.Ours("</select></label>\n"), risks.Ours("</fieldset>\n"));
    }

    private static HtmlText Block(ImmutableArray<ChangeDocument> changes, string? tenant, IEnumerable<string> people, string file, int tenants)
    {
        var html = new HtmlText();
        var lines = PlannedLine.Of(changes, pairs: true);
        TenantHtml.Open(html, tenant ?? TenantList.Shared, people, tenants).Text(Words.Count(lines.Length, "change"));
        foreach (var risk in lines.Select(l => l.Change.Risk).Where(IsTold).Distinct(StringComparer.Ordinal))
        {
            Risk(html, risk);
        }

        html.Close("summary").EndLine().Ours("<ul>\n");
        foreach (var line in lines)
        {
            Line(html, line, tenant, file);
        }

        return html.Ours("</ul></details>\n");
    }

    private static void Line(HtmlText html, PlannedLine line, string? tenant, string file)
    {
        var change = line.Change;
        html.Open("li", ("data-action", change.Action), ("data-risk", change.Risk));
        html.Element("span", change.Symbol(), ("class", $"symbol {HtmlText.ClassOf(change.Tone())}"), ("title", change.Action));
        html.Element("b", line.Name(tenant)).Text($" {line.Because}");
        if (IsTold(change.Risk))
        {
            Risk(html, change.Risk);
        }

        if (change.Origin is { } origin)
        {
            html.Text(" ").Element("span", origin.ToLocation().ToString(), ("class", "faint"));
        }

        var notes = new StyledText();
        ChangeNotes.AddTo(notes, change, file, indentation: "");
        html.Lines(notes);
        Fields(html, change.Fields.Except(change.Drift).Intersect(line.Fields), manager: false);
        Fields(html, change.Drift, manager: true);
        if (change.Text is { } text)
        {
            html.Ours("<details><summary>The text before and after</summary>").Lines(UnifiedDiff.Of(text)).Ours("</details>");
        }

        html.Ours("</li>\n");
    }

    private static void Fields(HtmlText html, IEnumerable<FieldDocument> fields, bool manager)
    {
        var all = fields.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        html.Ours("<ul class=\"fields\">");
        foreach (var field in all)
        {
            html.Open("li").Text(FieldText.Path(field.Path));
            if (ListText.Of(field.Old, field.New) is { } elements)
            {
                foreach (var element in elements)
                {
                    var what = $"{element.Symbol} {element.Path}{(element.Path.Length == 0 ? "" : " ")}{FieldText.Value(element.Json)}";
                    html.Ours("<br>").Element(element.Symbol == "+" ? "ins" : "del", what);
                }
            }
            else
            {
                var (before, after) = FieldText.Values(field.Path, field.Old, field.New);
                html.Text(" ").Element("del", before).Ours(" <span class=\"faint\">\u2192</span> ").Element("ins", after);
            }

            if (manager)
            {
                html.Text(" ").Element("span", $"drift: set by {field.Manager}, put back", ("class", "notice"));
            }

            html.Ours("</li>");
        }

        html.Ours("</ul>");
    }

    private static bool IsTold(string risk) => risk is not ("none" or "metadata");

    private static void Risk(HtmlText html, string risk)
    {
        var tone = risk switch
        {
            "tenant-deleted" or "object-deleted" or "access-revoked" or "replace" or "quota-reduced" => Tone.Bad,
            "access-granted" => Tone.Good,
            _ => Tone.Notice,
        };
        html.Element("span", risk, ("class", $"risk {HtmlText.ClassOf(tone)}"));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
