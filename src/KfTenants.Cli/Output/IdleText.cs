using System.Collections.Immutable;
using KfTenants.Reaping;

namespace KfTenants.Cli.Output;

/// <summary>Who should be suspended and who deleted, each with the evidence; then what a person should look at. What is kept is a number.</summary>
internal static class IdleText
{
    private static readonly ImmutableArray<(TenantFate Fate, string Heading, Tone Tone)> Groups =
    [
        (TenantFate.Delete, "To be deleted with all data (state: absent)", Tone.Bad),
        (TenantFate.Suspend, "To be suspended (state: suspended)", Tone.Change),
        (TenantFate.Unknown, "To be looked at", Tone.Plain),
    ];

    public static StyledText Of(IdleAnswer answer)
    {
        var text = new StyledText();
        text.Add(Tone.Heading, $"Unused tenants of set {answer.Set} in {answer.Cluster}{(answer.IsMeasured ? "" : ", without Prometheus")}").EndLine();
        foreach (var (fate, heading, tone) in Groups)
        {
            var verdicts = answer.Verdicts.Where(v => v.Fate == fate && !v.IsHeld).ToList();
            if (verdicts.Count == 0)
            {
                continue;
            }

            text.EndLine().Add(Tone.Heading, heading).EndLine();
            var width = Columns.Width(verdicts.Select(v => v.Tenant.Name));
            foreach (var verdict in verdicts)
            {
                text.Add("  ").AddPadded(tone, verdict.Tenant.Name, width).Line($"  {verdict.Reason}");
            }
        }

        var held = answer.Verdicts.Where(v => v.IsHeld).Select(v => v.Tenant.Name).ToList();
        if (held.Count > 0)
        {
            text.EndLine().Line($"{Words.Count(held.Count, "more proposal")} held back by --max: {Diagnostics.NameList.Of(held, 10)}");
        }

        int Count(TenantFate fate) => answer.Count(fate);
        text.EndLine().Line(
            $"{Count(TenantFate.Suspend)} to suspend, {Count(TenantFate.Delete)} to delete, {Count(TenantFate.Unknown)} to look at, {Count(TenantFate.Keep)} kept.");
        return answer.Written switch
        {
            { IsEmpty: false } files => text.Line($"Written: {string.Join(", ", files)}. Let it be reviewed; kftenants apply carries it out."),
            null when Count(TenantFate.Suspend) + Count(TenantFate.Delete) > 0 =>
                text.Line("Nothing was changed: kftenants reap tenants --write makes these edits in the file."),
            _ => text,
        };
    }
}
