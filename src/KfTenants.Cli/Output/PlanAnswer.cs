using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>plan</c> and <c>show</c>.</summary>
/// <param name="Detail">How much of it the text tells; every other format tells all.</param>
internal sealed record PlanAnswer(PlanDocument Plan, PlanDetail Detail = PlanDetail.Normal)
{
    /// <summary>The command to go on with, as it is typed; null when there is nothing to do, or a person must act first.</summary>
    public string? Next { get; init; }

    /// <summary>How many characters of a comment it may take.</summary>
    public int Room { get; init; } = MarkdownComment.MostCharacters;
}
