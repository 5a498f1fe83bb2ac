using KfTenants.Audit;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>Findings for the person who has to do something: what all share first, then tenant by tenant, the worst first; each with its remedy.</summary>
internal static class AuditText
{
    public static StyledText Of(AuditAnswer answer)
    {
        var text = new StyledText();
        var file = answer.Set is { } set ? $", with the file of set {set}" : "";
        text.Add(Tone.Heading, $"Audit of {ClusterText.Of(answer.Cluster)}{file}").EndLine();
        foreach (var group in answer.Findings.GroupBy(f => f.Tenant, StringComparer.Ordinal).OrderBy(g => g.Key is not null).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            text.EndLine().Add(Tone.Heading, TenantList.Heading(group.Key)).EndLine();
            foreach (var finding in group)
            {
                Add(text, finding);
            }
        }

        if (!answer.Obsolete.IsEmpty)
        {
            text.EndLine().Add(Tone.Heading, "In the baseline, and not there any more").EndLine();
            foreach (var obsolete in answer.Obsolete)
            {
                text.Add("  ").Line(obsolete.ToString());
            }
        }

        AccessListText.Unread(text, answer.Unread);
        return text.EndLine().Add(answer.Findings.IsEmpty ? Tone.Good : Tone.Heading, answer.Findings.IsEmpty ? "No finding" : answer.Numbers)
            .Line($"{(answer.Findings.IsEmpty && !answer.Known.IsEmpty ? $"; {answer.Known.Length} known" : "")} in {Words.Count(answer.Tenants.Length, "tenant")}.");
    }

    /// <summary>The two lines of a finding.</summary>
    /// <param name="about">The object, or whatever it is about.</param>
    public static void Add(StyledText text, Severity severity, string id, string about, string message, string remedy)
    {
        text.Add("  ").Add(ToneOf(severity), severity.ToText()).Add($" {id} {about}: ").Line(message);
        text.Add("    ").Add(Tone.Faint, "to do: ").Line(remedy);
    }

    private static void Add(StyledText text, AuditFinding finding) =>
        Add(text, finding.Rule.Severity, finding.Rule.Id, finding.Object.ToString(), finding.Message, finding.Remedy);

    private static Tone ToneOf(Severity severity) => severity switch
    {
        Severity.Error => Tone.Bad,
        Severity.Warning => Tone.Change,
        _ => Tone.Plain,
    };
}
