using KfTenants.Comparison;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>diff</c>.</summary>
/// <param name="Detail">How much of it the text tells; every other format tells all.</param>
internal sealed record DiffAnswer(DiffDocument Diff, PlanDetail Detail = PlanDetail.Normal);
