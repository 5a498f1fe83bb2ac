using System.Globalization;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output.Html;

/// <summary>The quotas that change, each before and after as two bars, and in numbers.</summary>
internal static class QuotaHtml
{
    private const string Prefix = "/spec/resourceQuotaSpec/hard/";

    // More than that is no picture any more; every one of them stands with its change.
    private const int Most = 500;

    public static HtmlText Of(PlanDocument plan)
    {
        var quotas = plan.Changes.Where(c => c.Action != "conflict" && c.Object.Kind == ObjectKind.Profile.Kind)
            .SelectMany(c => c.Fields
                .Where(f => f.Path.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(f => (Tenant: c.Tenant ?? c.Object.Name, IsNew: c.Action == "create", Field: f)))
            .ToArray();
        var html = new HtmlText();
        if (quotas.Length == 0)
        {
            return html;
        }

        html.Ours("<section id=\"quotas\"><h2>Quotas</h2>\n");
        if (quotas.Length > Most)
        {
            html.Element("p", $"The first {Most} of {quotas.Length}; all of them stand with their changes.", ("class", "notice"));
        }

        html.Ours("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Quotas before and after\"><table class=\"quotas\">\n")
            .Ours("<thead><tr><th scope=\"col\">Tenant</th><th scope=\"col\">Resource</th><th scope=\"col\">Amount</th>")
            .Ours("<th scope=\"col\">Before <span class=\"faint\">(grey)</span>, after</th></tr></thead>\n<tbody>\n");
        foreach (var (tenant, isNew, field) in quotas.Take(Most))
        {
            var (before, after) = (Amount(field.Old, isNew ? "new" : "no limit"), Amount(field.New, "no limit"));
            html.Open("tr", ("data-tenant", tenant)).Element("th", tenant, ("scope", "row")).Element("td", JsonPointer.Segments(field.Path).Last());
            html.Open("td").Text(before.Text).Ours(" <span class=\"faint\">\u2192</span> ").Element("b", after.Text, ("class", ClassOf(before.Quantity, after.Quantity)));
            html.Ours("</td><td>");
            Bars(html, before.Quantity, after.Quantity);
            html.Ours("</td></tr>\n");
        }

        return html.Ours("</tbody></table></div></section>\n");
    }

    private static void Bars(HtmlText html, Quantity? before, Quantity? after)
    {
        var whole = before is { } b && after is { } a ? (b > a ? b : a) : before ?? after ?? default;
        string Width(Quantity? part) => ((part?.ShareOf(whole) ?? 0) * 100).ToString("0.##", CultureInfo.InvariantCulture);
        html.Ours("<svg class=\"bars\" viewBox=\"0 0 100 14\" preserveAspectRatio=\"none\" width=\"160\" height=\"14\" aria-hidden=\"true\">")
            .Ours($"<rect class=\"before\" width=\"{Width(before)}\" height=\"6\"/><rect class=\"after\" y=\"8\" width=\"{Width(after)}\" height=\"6\"/></svg>");
    }

    private static string ClassOf(Quantity? before, Quantity? after) => (before, after) switch
    {
        ({ } old, { } now) when now < old => "bad",
        ({ } old, { } now) when now > old => "good",
        (null, _) => "notice",
        _ => "bad",
    };

    private static (string Text, Quantity? Quantity) Amount(string? json, string none)
    {
        if (json is null)
        {
            return (none, null);
        }

        using var value = JsonDocument.Parse(json);
        var text = value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString() ?? "" : json;
        return (text, Quantity.TryParse(text, out var quantity) ? quantity : null);
    }
}
