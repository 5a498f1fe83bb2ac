using System.Collections.Immutable;

namespace KfTenants.Plans;

/// <summary>What the command line adds to a plan.</summary>
/// <param name="Scope">Only these tenants; null for all.</param>
/// <param name="Allowances">Exact overrides of guards: key (<see cref="PlanGuard.Keys"/>) to the number the plan must have.</param>
public sealed record PlanOptions(ImmutableArray<string>? Scope, ImmutableSortedDictionary<string, int> Allowances)
{
    /// <summary>
    /// The allowances of a saved plan: each was that plan's exact number, and what is left of it may have less. Those for settings are not among them,
    /// because the command line of the apply must say them itself.
    /// </summary>
    public ImmutableSortedDictionary<string, int> Approved { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Both, for the plan file.</summary>
    public ImmutableSortedDictionary<string, int> AllAllowances => Approved
        .Where(a => !Allowances.ContainsKey(a.Key)).Concat(Allowances).ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    /// <summary>Who runs this, as the cluster names them; null when it was not asked or cannot be known.</summary>
    public string? Self { get; init; }

    /// <summary>What exists already and belongs to no set may become managed, in every tenant.</summary>
    public bool Adopt { get; init; }

    /// <summary>
    /// The plan is carried out by several runs beside each other. Each judges what is left of it at its time: what a guard passes for the first it must pass for all, so that
    /// what the plan makes counts towards the least number that a share is judged of.
    /// </summary>
    public bool IsSharded { get; init; }

    public static readonly PlanOptions Default = new(null, ImmutableSortedDictionary<string, int>.Empty);

    public bool Includes(string tenant) => Scope is not { } scope || scope.Contains(tenant);
}
