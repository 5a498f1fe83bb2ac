using System.Collections.Immutable;
using KfTenants.Reaping;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>reap tenants</c>.</summary>
/// <param name="Cluster">Where it was looked.</param>
/// <param name="Time">When.</param>
/// <param name="IsMeasured">Prometheus was asked.</param>
/// <param name="Verdicts">One for each tenant with a retention, in the order of names.</param>
/// <param name="Written">The files that were edited, as they were named; null when none was to be.</param>
/// <param name="IsDetailed"><c>--detailed-exitcode</c>.</param>
internal sealed record IdleAnswer(
    string Set, string Cluster, DateTimeOffset Time, bool IsMeasured, ImmutableArray<TenantVerdict> Verdicts, ImmutableArray<string>? Written, bool IsDetailed)
{
    public ExitCode Code => IsDetailed && Written is null && Count(TenantFate.Suspend) + Count(TenantFate.Delete) > 0 ? ExitCode.Changes : ExitCode.Ok;

    /// <summary>Those that are held are no proposals.</summary>
    public int Count(TenantFate fate) => Verdicts.Count(v => v.Fate == fate && !v.IsHeld);
}
