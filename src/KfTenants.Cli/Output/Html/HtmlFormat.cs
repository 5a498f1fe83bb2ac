using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output.Html;

/// <summary>
/// <c>html</c>: a plan as one page that opens anywhere, for reviews of many tenants: what decides first, then pictures, then every change, to be filtered. It needs no
/// network and no script; without one, the filters are not there.
/// </summary>
internal static class HtmlFormat
{
    public static readonly OutputFormat Format = new("html")
    {
        Plan = Of,
        Report = ReportHtml.Of,
        Access = AccessHtml.Of,
        Doctor = DoctorHtml.Of,
        Join = ClustersTables.Html,
    };

    private static HtmlPage Of(PlanAnswer answer)
    {
        var plan = answer.Plan;
        var body = new HtmlText().Ours("<a class=\"skip\" href=\"#changes\">To the changes</a>\n");
        Header(body, answer);
        body.Ours("<main>\n");
        Refused(body, plan);
        Called(body, "destroys", text => DestructionText.AddTo(text, plan), unless: DestructionText.Of(plan).IsEmpty);
        Called(body, "settings", text => SettingsText.AddTo(text, plan.Settings));
        Called(body, "closely", text => HeadlineText.AddTo(text, plan.Changes));
        ChangesHtml.AddFilterTo(body, plan.Changes);
        PeopleHtml.AddTo(body, plan);
        body.Add(QuotaHtml.Of(plan));
        ChangesHtml.AddTo(body, plan);
        var besides = PlanText.Besides(answer);
        if (besides.Pieces.Count > 0)
        {
            body.Ours("<section id=\"besides\"><h2>Besides: notices, drift, grants of others</h2>\n").Lines(besides).Ours("</section>\n");
        }

        Guards(body, plan);
        body.Ours("</main>\n");
        body.Element("footer", $"Made by {plan.Tool} at {Times.Seconds(plan.CreatedAt)}{(plan.IsSaved ? ", as the file says itself" : "")}.").EndLine();
        return new HtmlPage($"Plan of set {plan.Set}", body);
    }

    private static void Header(HtmlText body, PlanAnswer answer)
    {
        var plan = answer.Plan;
        body.Ours("<header>\n").Open("h1").Text("Plan of set ").Element("code", plan.Set).Close("h1").EndLine();
        body.Element("p", PlanText.Numbers(plan), ("class", "numbers")).EndLine();
        if (plan.IsAttributed)
        {
            body.Element("p", AttributionText.OwnNumbers(plan)).EndLine().Element("p", AttributionText.PendingNumbers(plan)).EndLine();
        }

        body.Ours("<dl>");
        var (cluster, known) = PlanText.Cluster(plan);
        Detail(body, "cluster", known.Length == 0 ? cluster : $"{cluster} ({known})");
        Detail(body, "file", $"{string.Join(", ", plan.Config.Files)} ({plan.Config.Digest})");
        Detail(body, "base", plan.Base is { } before ? string.Join(", ", before.Files) + (before.Problem is { } problem ? $"; {problem}" : "") : null);
        Detail(body, "commit", plan.Config.Git?.Commit);
        Detail(body, "checked", plan.Fidelity == PlanFidelity.Server ? ValidationText.Counts(plan.Changes) : null);
        Detail(body, "allowed", plan.Options?.Allow is { } allowed ? GuardText.Allowances(allowed) : null);
        Detail(body, "only", plan.Scope.Tenants is { } scope ? string.Join(", ", scope) : null);
        Detail(body, "saved", plan.IsSaved ? "access, risks and headlines are read off the changes; settings, reasons, lines and lists are the file's own word" : null);
        Detail(body, "checksum", plan.Checksum);
        Detail(body, "seal", plan.Seal);
        Detail(body, "next", answer.Next);
        body.Ours("</dl>\n</header>\n");
    }

    private static void Detail(HtmlText body, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            body.Element("dt", name).Open("dd").Element("code", value).Close("dd").EndLine();
        }
    }

    private static void Refused(HtmlText body, PlanDocument plan)
    {
        var refusing = plan.Guards.Where(g => g.Outcome == GuardOutcome.Fail).ToArray();
        if (refusing.Length == 0)
        {
            return;
        }

        body.Ours("<section class=\"call refused\"><h2>Refused by guards: nothing will be written</h2>\n<ul class=\"plain\">");
        foreach (var guard in refusing)
        {
            body.Open("li").Element("span", "!", ("class", "symbol")).Text(GuardText.Refusal(guard)).Close("li").EndLine();
        }

        body.Ours("</ul></section>\n");
    }

    // The first line of such a text is its heading.
    private static void Called(HtmlText body, string name, Action<StyledText> add, bool unless = false)
    {
        var text = new StyledText();
        add(text);
        if (unless || text.Pieces.FirstOrDefault(p => p.Tone == Tone.Heading) is not { Text: { Length: > 0 } heading })
        {
            return;
        }

        body.Open("section", ("class", $"call {name}")).Element("h2", heading).EndLine().Lines(text, withoutHeading: true).Ours("</section>\n");
    }

    private static void Guards(HtmlText body, PlanDocument plan)
    {
        body.Ours("<section id=\"guards\"><h2>Guards</h2>\n");
        if (plan.Guards.Length == 0)
        {
            body.Ours(plan.IsSaved ? "<p>Judged when it is applied.</p></section>\n" : "<p>None.</p></section>\n");
            return;
        }

        body.Ours("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Guards\"><table class=\"guards\"><thead><tr><th scope=\"col\">Guard</th>")
            .Ours("<th scope=\"col\">Value</th><th scope=\"col\">Limit</th><th scope=\"col\">Outcome</th></tr></thead>\n<tbody>\n");
        foreach (var guard in plan.Guards)
        {
            var (word, tone) = guard.Outcome switch
            {
                GuardOutcome.Pass => ("passed", Tone.Good),
                GuardOutcome.Overridden => ("overridden", Tone.Notice),
                _ => ("refuses", Tone.Bad),
            };
            body.Open("tr").Element("th", guard.Id, ("scope", "row")).Element("td", $"{guard.Value} {guard.Unit}");
            body.Element("td", guard.Unit == "%" ? $"{guard.Limit} %" : $"{guard.Limit}");
            body.Open("td").Element("b", word, ("class", HtmlText.ClassOf(tone))).Text(guard.Note is { } note ? $" ({note})" : "").Ours("</td></tr>\n");
        }

        body.Ours("</tbody></table></div></section>\n");
    }
}
