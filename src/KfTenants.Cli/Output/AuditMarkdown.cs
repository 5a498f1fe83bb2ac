using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>The findings of <c>audit</c> for a ticket or a page: a table, the worst first.</summary>
internal static class AuditMarkdown
{
    public static MarkdownText Of(AuditAnswer answer)
    {
        var text = new MarkdownText().Line($"### Audit of {MarkdownText.Code(ClusterText.Of(answer.Cluster))}").Line();
        text.Line(answer.Findings.IsEmpty ? "No finding." : $"**{answer.Numbers}** in {Words.Count(answer.Tenants.Length, "tenant")}.").Line();
        var left = 0;
        if (!answer.Findings.IsEmpty)
        {
            text.Line("| severity | id | tenant | object | what | to do |").Line("|---|---|---|---|---|---|");
            foreach (var finding in answer.Findings)
            {
                var row = $"| {finding.Rule.Severity.ToText()} | {finding.Rule.Id} | {(finding.Tenant is { } tenant ? MarkdownText.Code(tenant) : " ")} | " +
                    $"{MarkdownText.Code(finding.Object.ToString())} | {MarkdownText.Code(finding.Message)} | {MarkdownText.Code(finding.Remedy)} |";
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
        }

        if (left > 0)
        {
            text.Line($"**{left} more findings than a comment holds**: read them in the text of this audit.").Line();
        }

        foreach (var obsolete in answer.Obsolete.Take(20))
        {
            text.Line($"- In the baseline, and not there any more: {MarkdownText.Code(obsolete.ToString())}");
        }

        foreach (var part in answer.Unread.Take(20))
        {
            text.Line($"- Could not look at {MarkdownText.Code(part)}");
        }

        return text;
    }
}
