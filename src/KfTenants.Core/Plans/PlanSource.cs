using System.Collections.Immutable;

namespace KfTenants.Plans;

/// <summary>What a plan was made from, and by what: all that a <see cref="PlanDocument"/> says beside the plan itself.</summary>
/// <param name="Files">The documents, as they were named on the command line.</param>
/// <param name="Commit">Of what the pipeline checked out; null when none said so.</param>
/// <param name="Tool">Name and version.</param>
public sealed record PlanSource(ImmutableArray<string> Files, PlanOptions Options, string? Commit, string Tool);
