using KfTenants.Plans;

namespace KfTenants.Runs;

/// <summary>What an executor says while it works; progress, report and exit code are folds over these. A closed hierarchy.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>Something outside is being waited for: a namespace, a rollout.</summary>
    /// <param name="Tenant">Null for the set's own work (Dex).</param>
    /// <param name="What">For example <c>Namespace/team-a to become Active</c>.</param>
    public sealed record Waiting(string? Tenant, string What) : RunEvent;

    public sealed record Finished(Change Change, Outcome Outcome) : RunEvent;
}
