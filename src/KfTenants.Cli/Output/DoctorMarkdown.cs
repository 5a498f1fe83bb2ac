using KfTenants.Diagnostics;
using KfTenants.Doctor;

namespace KfTenants.Cli.Output;

/// <summary>What the doctor found, for a ticket or a page: a table, and what could not be looked at.</summary>
internal static class DoctorMarkdown
{
    private const int MostLines = 20;

    public static MarkdownText Of(DoctorAnswer answer)
    {
        var text = new MarkdownText().Line($"### Doctor of {MarkdownText.Code(answer.File ?? answer.Where)}").Line();
        text.Line($"**{(answer.IsWell ? "All well" : "Not well")}**: {answer.Numbers}.").Line();
        foreach (var walk in answer.Diagnosis.Walks)
        {
            text.Line($"**{MarkdownText.Code(DoctorText.HeadingOf(walk))}**: {DoctorText.VerdictOf(walk)}.").Line();
            foreach (var step in walk.Steps)
            {
                text.Line($"- {step.State.ToText()}: {step.Word}: {MarkdownText.Code(step.Text)}{(step.Remedy is { } remedy ? $"; to do: {MarkdownText.Code(remedy)}" : "")}");
            }

            text.Line();
        }

        Findings(text, answer);
        foreach (var same in answer.SkippedByReason.Take(MostLines))
        {
            text.Line($"- Not looked at: {MarkdownText.Code(DoctorText.Reason(same))}");
        }

        foreach (var part in answer.UnreadBesides.Take(MostLines))
        {
            text.Line($"- Could not look at {MarkdownText.Code(part)}");
        }

        return text;
    }

    private static void Findings(MarkdownText text, DoctorAnswer answer)
    {
        if (answer.Diagnosis.Findings.IsEmpty)
        {
            return;
        }

        var left = 0;
        text.Line("| severity | id | about | what | to do |").Line("|---|---|---|---|---|");
        foreach (var finding in answer.Diagnosis.Findings)
        {
            var row = $"| {finding.Severity.ToText()} | {finding.Id} | {MarkdownText.Code(finding.Subject)} | " +
                $"{MarkdownText.Code(finding.Message)} | {MarkdownText.Code(finding.Remedy)} |";
            if (text.Length + row.Length < MarkdownComment.MostCharacters)
            {
                text.Line(row);
            }
            else
            {
                left++;
            }
        }

        text.Line();
        if (left > 0)
        {
            text.Line($"**{left} more findings than a comment holds**: read them in the text of the doctor.").Line();
        }
    }
}
