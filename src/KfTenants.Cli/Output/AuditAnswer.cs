using System.Collections.Immutable;
using KfTenants.Audit;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>audit</c>.</summary>
/// <param name="Set">Of the document; null without one.</param>
/// <param name="Findings">The new ones, the worst first.</param>
/// <param name="Known">Those that the baseline knows.</param>
/// <param name="Obsolete">What the baseline knows and there is not any more; empty where not everything was looked at.</param>
/// <param name="Tenants">Those that were looked at, in the order of their names.</param>
/// <param name="Unread">What could not be looked at, and why: checks that need it found nothing.</param>
/// <param name="FailOn">The mildest severity that refuses; null: none does.</param>
internal sealed record AuditAnswer(
    ClusterIdentity Cluster,
    string? Set,
    ImmutableArray<AuditFinding> Findings,
    ImmutableArray<AuditFinding> Known,
    ImmutableArray<FindingIdentity> Obsolete,
    ImmutableArray<string> Tenants,
    ImmutableArray<string> Unread,
    Severity? FailOn)
{
    /// <summary>As a guard that the user has set.</summary>
    public ExitCode Code => FailOn is { } limit && Findings.Any(f => f.Rule.Severity <= limit) ? ExitCode.Guarded : ExitCode.Ok;

    public int Count(Severity severity) => Findings.Count(f => f.Rule.Severity == severity);

    /// <summary><c>1 error, 2 warnings, 0 info</c></summary>
    public string Numbers =>
        $"{Words.Count(Count(Severity.Error), "error")}, {Words.Count(Count(Severity.Warning), "warning")}, {Count(Severity.Info)} for information" +
        (Known.IsEmpty ? "" : $"; {Known.Length} known");
}
