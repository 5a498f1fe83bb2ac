using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>markdown</c>: a plan as the comment of a pull request. Its first line is a marker by which a pipeline finds and replaces its earlier comment; what
/// decides stands open, the objects are folded, and it always fits into a comment.
/// </summary>
internal static class MarkdownFormat
{
    // GitHub refuses a comment of more than 65,536 characters; what a pipeline adds must fit, too.
    private const int MostCharacters = 60_000;
    private const int Named = 10;

    // For the line that names what is not shown.
    private const int Reserve = 2000;

    public static readonly OutputFormat Format = new("markdown")
    {
        Plan = Of,
    };

    /// <summary>Only what a set's name can be made of: a plan file may say anything.</summary>
    private static string Marker(string set) => $"<!-- kftenants:plan:{string.Concat(set.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))} -->";

    private static MarkdownText Of(PlanAnswer answer)
    {
        var plan = answer.Plan;
        var end = End(answer);
        var text = new MarkdownText().Line(Marker(plan.Set)).Line($"### Plan of set {MarkdownText.Code(plan.Set)}").Line();
        text.Line(PlanText.IsNothing(plan) ? $"No changes: the cluster matches {MarkdownText.Code(plan.FileName())}." : $"**{PlanText.Numbers(plan)}**").Line();
        var guards = new StyledText();
        GuardText.AddTo(guards, plan.Guards);
        text.Block(guards);

        // However many people there are: what follows must fit as well.
        var people = new MarkdownText().Block(PlanText.People(plan));
        var budget = MostCharacters - end.Length - text.Length;
        if (people.Length <= budget / 2)
        {
            text.Line(people.ToString().TrimEnd('\n')).Line();
        }
        else
        {
            text.Line($"**More people gain or lose access than a comment holds.** {AccessText.Counts(plan.Access)}: read all of them in the text of this plan.").Line();
        }

        var left = new List<string>();
        foreach (var (heading, body) in ChangeBlocks.Of(answer))
        {
            var block = new MarkdownText().Line($"<details><summary>{MarkdownText.Code(heading)}</summary>").Line().Block(body).Line("</details>").Line();
            if (text.Length + block.Length + end.Length + (left.Count * 2) > MostCharacters - Reserve)
            {
                left.Add(heading);
            }
            else
            {
                text.Add(block);
            }
        }

        if (left.Count > 0)
        {
            text.Line($"**Not shown here, because a comment holds no more:** {MarkdownText.Code(NameList.Of(left, Named))}. The text of this plan has them.").Line();
        }

        return text.Add(end);
    }

    private static MarkdownText End(PlanAnswer answer)
    {
        var text = new MarkdownText();
        var besides = new MarkdownText().Block(PlanText.Besides(answer));
        if (besides.Length is > 0 and < MostCharacters / 4)
        {
            text.Line("<details><summary>Besides: notices, drift, grants of others</summary>").Line().Add(besides).Line("</details>").Line();
        }
        else if (besides.Length > 0)
        {
            text.Line("Notices, drift and grants of others are more than a comment holds: read them in the text of this plan.").Line();
        }

        if (answer.Plan.Cluster.Snapshot is { } snapshot)
        {
            text.Line($"Made on a snapshot of {MarkdownText.Code(snapshot.Server)}, taken {MarkdownText.Code(Times.Seconds(snapshot.TakenAt))}: it cannot be applied.").Line();
        }

        text.Line($"{MarkdownText.Code(answer.Plan.Cluster.Server)}, checksum {MarkdownText.Code(answer.Plan.Checksum)}");
        return answer.Next is { } next ? text.Line().Line($"Next: {MarkdownText.Code(next)}") : text;
    }
}
