using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>The findings of <c>audit</c> for a ticket or a page: a table, the worst first.</summary>
internal static class AuditMarkdown
{
    public static MarkdownText Of(AuditAnswer answer)
    {
        var text = new MarkdownText().Line($"### Audit of {MarkdownText.Code(ClusterText.Of(answer.Cluster))}").Line();
        text.Line(answer.Findings.IsEmpty ? "No finding." : $"**{answer.Numbers}** in {Words.Count(answer.Tenants.Length, "tenant")}.").Line();
        if (!answer.Findings.IsEmpty)
        {
            text.Line("| severity | id | tenant | object | what | to do |").Line("|---|---|---|---|---|---|");
            MarkdownComment.AddRows(text, answer.Findings.Select(f =>
                $"| {f.Rule.Severity.ToText()} | {f.Rule.Id} | {(f.Tenant is { } tenant ? MarkdownText.Code(tenant) : " ")} | " +
                $"{MarkdownText.Code(f.Object.ToString())} | {MarkdownText.Code(f.Message)} | {MarkdownText.Code(f.Remedy)} |"), "this audit");
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
