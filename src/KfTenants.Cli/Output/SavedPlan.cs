namespace KfTenants.Cli.Output;

/// <summary>A plan that was saved with <c>--out</c>, reviewed and brought back.</summary>
/// <param name="Tool">The version that made it.</param>
internal sealed record SavedPlan(PlanView Plan, DateTimeOffset CreatedAt, string Tool);
