using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>A plan beside its base: what this change of the file brings, whole; then, indented and short, what was pending before it.</summary>
internal static class AttributionText
{
    /// <summary>The line of the header.</summary>
    public static void AddHeaderTo(StyledText text, PlanDocument plan)
    {
        if (plan.Base is not { } before)
        {
            return;
        }

        text.Add("  base     ").Add(string.Join(", ", before.Files)).Add(Tone.Faint, before.Sha256 is { } sum ? $" ({DigestText.Short(sum)})" : "");
        if (before.Problem is { } problem)
        {
            text.Add("; ").Add(Tone.Notice, $"{problem}, so that nothing is attributed to this change of the file");
        }
        else if (plan.IsSaved)
        {
            text.Add($"; {Words.Count(plan.Changes.Count(c => c.Pending == true), "change")} of {plan.Changes.Length} pending before, by the file's own word");
        }

        text.EndLine();
    }

    /// <summary>In place of people and objects.</summary>
    public static void AddTo(StyledText text, PlanAnswer answer)
    {
        var (own, pending) = (answer.Plan.Part(pending: false), answer.Plan.Part(pending: true));
        text.EndLine().Add(Tone.Heading, OwnNumbers(answer.Plan)).EndLine();
        text.Add(PlanText.Decisive(own));
        Left(text, answer.Plan);
        PlanText.AddChangesTo(text, own, answer.Detail);
        if (!PlanText.IsIdle(pending))
        {
            text.EndLine().Add(Tone.Heading, PendingNumbers(answer.Plan)).EndLine().Add(Indented(Pending(answer)));
        }
    }

    /// <summary><c>This change of the file: 2 to create, …</c>, or that it alters nothing; no foreign text.</summary>
    public static string OwnNumbers(PlanDocument plan)
    {
        var own = plan.Part(pending: false);
        return "This change of the file: " + (
            !PlanText.IsIdle(own) ? PlanText.Work(own) + Settings(own)
            : plan.Base is { Withdrawn.IsEmpty: true, Omitted.IsEmpty: true } ? "nothing in it alters the plan."
            : "it only takes out what is listed below.");
    }

    /// <summary><c>Already pending before this change: …</c></summary>
    public static string PendingNumbers(PlanDocument plan)
    {
        var pending = plan.Part(pending: true);
        return $"Already pending before this change: {PlanText.Work(pending)}{Settings(pending)}";
    }

    /// <summary>What was pending: people whole, objects in short, unless all is asked for.</summary>
    public static StyledText Pending(PlanAnswer answer)
    {
        var pending = answer.Plan.Part(pending: true);
        var text = new StyledText().Add(PlanText.Decisive(pending));
        PlanText.AddChangesTo(text, pending, answer.Detail == PlanDetail.Full ? PlanDetail.Full : PlanDetail.Summary);
        return text;
    }

    /// <summary>What the change takes out of the plan, or out of the file.</summary>
    public static void Left(StyledText text, PlanDocument plan)
    {
        if (plan.Base is not { } before || (before.Withdrawn.IsEmpty && before.Omitted.IsEmpty))
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Taken out by this change").EndLine();
        foreach (var tenant in before.Omitted)
        {
            text.Add("  ").Add(Tone.Notice, "! ").Add($"tenant {tenant} leaves the file; it is kept").EndLine();
        }

        foreach (var gone in before.Withdrawn)
        {
            text.Add("  ").Add(Tone.Notice, "! ").Add($"{gone.Action} {gone.Object.Within(null)}  was pending, and is planned no more").EndLine();
        }
    }

    private static string Settings(PlanDocument part) => part.Settings.IsEmpty ? "" : $" Settings: {part.Settings.Length}.";

    private static StyledText Indented(StyledText lines)
    {
        var text = new StyledText();
        var isBegun = false;
        foreach (var (tone, piece) in lines.Pieces)
        {
            if (piece == "\n")
            {
                text.EndLine();
                isBegun = false;
                continue;
            }

            text.Add(isBegun ? "" : "  ").Add(tone, piece);
            isBegun = true;
        }

        return text;
    }
}
