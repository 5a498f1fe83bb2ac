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

        text.Line("| severity | id | about | what | to do |").Line("|---|---|---|---|---|");
        MarkdownComment.AddRows(text, answer.Diagnosis.Findings.Select(f =>
            $"| {f.Severity.ToText()} | {f.Id} | {MarkdownText.Code(f.Subject)} | {MarkdownText.Code(f.Message)} | {MarkdownText.Code(f.Remedy)} |"), "the doctor");
    }
}
