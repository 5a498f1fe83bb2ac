using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>markdown</c>: a plan as the comment of a pull request. Its first line is a marker by which a pipeline finds and replaces its earlier comment; what
/// decides stands open, the objects are folded, and it always fits into a comment.
/// </summary>
internal static class MarkdownFormat
{
    public static readonly OutputFormat Format = new("markdown")
    {
        Plan = Of,
        Help = HelpMarkdown.Of,
        Access = AccessMarkdown.Of,
        Audit = AuditMarkdown.Of,
        Doctor = DoctorMarkdown.Of,
        Diff = DiffMarkdown.Of,
        Join = ClustersTables.Markdown,
    };

    private static MarkdownText Of(PlanAnswer answer)
    {
        var plan = answer.Plan;
        var end = End(answer);
        var text = new MarkdownText().Line(MarkdownComment.Marker("plan", plan.Set))
            .Line($"### Plan of set {MarkdownText.Code(plan.Set)}{(plan.Cluster.Name is { } cluster ? $" for cluster {MarkdownText.Code(cluster)}" : "")}").Line();
        if (plan.Base is not null)
        {
            Base(text, plan);
        }

        text.Line(PlanText.IsNothing(plan) ? $"No changes: the cluster matches {MarkdownText.Code(plan.FileName())}."
            : plan.IsAttributed ? PlanText.Numbers(plan) : $"**{PlanText.Numbers(plan)}**").Line();

        var guards = new StyledText();
        GuardText.AddTo(guards, plan.Guards);
        text.Block(guards);

        var own = plan.IsAttributed ? plan.Part(pending: false) : plan;
        return MarkdownComment.Fill(
            text,
            plan.IsAttributed ? OwnPeople(plan, own) : PlanText.People(plan),
            $"**More people gain or lose access than a comment holds.** {AccessText.Counts(own.Access)}: read all of them in the text of this plan.",
            ChangeBlocks.Of(own.Changes, answer.Detail, plan.FileName()),
            end,
            "this plan",
            answer.Room);
    }

    private static void Base(MarkdownText text, PlanDocument plan)
    {
        var files = MarkdownText.Code(string.Join(", ", plan.Base!.Files));
        text.Line(plan switch
        {
            { IsAttributed: true } => $"**{AttributionText.OwnNumbers(plan)}** Base: {files}",
            { Base.Problem: { } problem } => $"Base: {files}: {MarkdownText.Code(problem)}, so that nothing is attributed to this change of the file.",
            _ => $"Base: {files}. What was pending before is not told apart, because a plan file could call anything so.",
        }).Line();
    }

    // What is destroyed is told whole, however long it has been pending.
    private static StyledText OwnPeople(PlanDocument plan, PlanDocument own)
    {
        var text = new StyledText();
        DestructionText.AddTo(text, plan);
        text.Add(PlanText.Decisive(own));
        AttributionText.Left(text, plan);
        return text;
    }

    private static void Pending(MarkdownText text, PlanAnswer answer)
    {
        if (!answer.Plan.IsAttributed || PlanText.IsIdle(answer.Plan.Part(pending: true)))
        {
            return;
        }

        var pending = new MarkdownText().Block(AttributionText.Pending(answer));
        if (pending.Length < MarkdownComment.MostBesides(answer.Room))
        {
            text.Line($"<details><summary>{AttributionText.PendingNumbers(answer.Plan)}</summary>").Line().Add(pending).Line("</details>").Line();
        }
        else
        {
            text.Line($"{AttributionText.PendingNumbers(answer.Plan)} This is more than a comment holds: read it in the text of this plan.").Line();
        }
    }

    private static MarkdownText End(PlanAnswer answer)
    {
        var text = new MarkdownText();
        Pending(text, answer);
        var besides = new MarkdownText().Block(PlanText.Besides(answer));
        if (besides.Length > 0 && besides.Length < MarkdownComment.MostBesides(answer.Room))
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
