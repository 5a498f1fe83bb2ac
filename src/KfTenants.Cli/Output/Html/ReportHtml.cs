namespace KfTenants.Cli.Output.Html;

/// <summary><c>apply -o html</c>: what was done, as one page to be kept beside the plan's: the problems, the counts, then all that the text tells.</summary>
internal static class ReportHtml
{
    public static HtmlPage Of(ReportAnswer answer)
    {
        var title = $"Apply of set {answer.Result.Plan.Set}";
        var body = new HtmlText().Ours("<header>\n").Open("h1").Text("Apply of set ").Element("code", answer.Result.Plan.Set).Close("h1").EndLine();
        body.Element("p", string.Join(", ", answer.Counts.Select(c => $"{c.Count} {OutcomeText.Spoken(c.Word)}")), ("class", "numbers")).Ours("</header>\n<main>\n");
        if (answer.Problems.Length > 0)
        {
            body.Ours("<section class=\"call refused\"><h2>").Text($"Ended with {answer.Code.Number} ({answer.Code.Word})").Ours("</h2>\n<ul class=\"plain\">");
            foreach (var problem in answer.Problems)
            {
                body.Open("li").Element("span", "!", ("class", "symbol")).Text(problem.Line).Close("li").EndLine();
            }

            body.Ours("</ul></section>\n");
        }

        // Every object, whatever the text was asked to tell: a page is read later, and by others.
        body.Ours("<section id=\"report\">").Lines(ReportText.Of(answer with { Detail = PlanDetail.Full })).Ours("</section>\n</main>\n");
        body.Element("footer", $"Ended at {Kube.Times.Seconds(answer.Ended)}.").EndLine();
        return new HtmlPage(title, body);
    }
}
