using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What a person approves: what is destroyed, where, and how much, once more, because the plan may have scrolled by. To delete tenants takes more than a yes.</summary>
internal static class ApprovalQuestion
{
    public static StyledText Of(PlanDocument plan)
    {
        var text = new StyledText();
        AddTo(text, plan);
        return text.Line($"Apply this to {plan.Cluster.Server}{(plan.Cluster.Source is { } source ? $" ({source})" : "")}?");
    }

    /// <summary>One question about several clusters.</summary>
    /// <param name="others">The clusters that were asked for and have nothing to approve, with why.</param>
    public static StyledText Of(IReadOnlyList<PlanDocument> plans, IEnumerable<string> others)
    {
        var text = new StyledText();
        foreach (var plan in plans)
        {
            text.EndLine().Add(ClustersText.Heading($"{plan.Cluster.Name}, {plan.Cluster.Server}{(plan.Cluster.Source is { } source ? $" ({source})" : "")}"));
            AddTo(text, plan);
        }

        text.EndLine();
        foreach (var other in others)
        {
            text.Line(other);
        }

        return text.Line($"Apply this to {Words.Count(plans.Count, "cluster")}: {string.Join(", ", plans.Select(p => p.Cluster.Name))}?");
    }

    /// <summary>What must be typed, and what that stands for; null: a yes.</summary>
    public static (string Text, string What)? AnswerTo(params IEnumerable<PlanDocument> plans) => plans.SelectMany(p => DestructionText.Tenants(p)).ToArray() switch
    {
        [] => null,
        [var only] => (only, "the name of the tenant to delete"),
        var many => ($"{many.Length}", "the number of tenants to delete"),
    };

    private static void AddTo(StyledText text, PlanDocument plan)
    {
        DestructionText.AddTo(text, plan);
        if (GuardText.Overridden(plan.Guards) is { } overridden)
        {
            text.Line($"Overridden guards: {overridden}.");
        }

        var stays = plan.Notices.Where(n => n.Word == PlanNotice.NamespaceStays).Select(n => n.Tenant).ToList();
        if (stays.Count > 0)
        {
            text.Line($"{Words.Count(stays.Count, "namespace")} of absent tenants will stay ({string.Join(", ", stays)}).");
        }

        text.Line(PlanText.Counts(plan));
    }
}
