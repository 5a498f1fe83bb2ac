using KfTenants.Doctor;

namespace KfTenants.Cli.Output.Html;

/// <summary><c>doctor -o html</c>: one page for a ticket: what is wrong, the way of a person, then what was found, by area.</summary>
internal static class DoctorHtml
{
    public static HtmlPage Of(DoctorAnswer answer)
    {
        var body = new HtmlText().Ours("<header>\n").Open("h1").Text(answer.File is null ? "Doctor of " : "Kubeconfig ")
            .Element("code", answer.File ?? answer.Where).Close("h1").EndLine();
        body.Element("p", $"{(answer.IsWell ? "All well" : "Not well")}: {answer.Numbers}", ("class", "numbers")).EndLine().Ours("<dl>");
        foreach (var (word, value) in answer.Diagnosis.About)
        {
            body.Element("dt", word).Open("dd").Element("code", value).Close("dd").EndLine();
        }

        body.Ours("</dl>\n</header>\n<main>\n");
        if (answer.First is { } first)
        {
            body.Ours("<section class=\"call refused\"><h2>First of all</h2>\n<ul class=\"plain\">").Open("li").Element("span", "!", ("class", "symbol"))
                .Text($"{first.Id} {first.Subject}: {first.Message}. To do: {first.Remedy}").Ours("</li></ul></section>\n");
        }

        foreach (var walk in answer.Diagnosis.Walks)
        {
            Walk(body, walk);
        }

        body.Ours("<section id=\"report\">").Lines(DoctorText.FindingsOf(answer)).Ours("</section>\n</main>\n");
        return new HtmlPage(DoctorText.Headline(answer), body);
    }

    private static void Walk(HtmlText body, PersonWalk walk)
    {
        body.Open("section").Element("h2", DoctorText.HeadingOf(walk)).EndLine().Element("p", DoctorText.VerdictOf(walk) + ".").EndLine().Ours("<ol>");
        foreach (var step in walk.Steps)
        {
            var remedy = step.Remedy is { } what ? $"; to do: {what}" : "";
            body.Open("li").Element("b", step.State.ToText(), ("class", HtmlText.ClassOf(DoctorText.ToneOf(step.State)))).Text($" {step.Word}: {step.Text}{remedy}")
                .Close("li").EndLine();
        }

        body.Ours("</ol></section>\n");
    }
}
