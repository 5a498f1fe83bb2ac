using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>What <c>apply</c> is asked for, beside the plan.</summary>
/// <param name="Expect">The checksum of what was reviewed; null when none was given.</param>
/// <param name="LockTimeout">Null: as suits who asks.</param>
/// <param name="WaitTimeout">Null: the usual one.</param>
/// <param name="Shard">Null: the whole plan.</param>
/// <param name="Resume">What goes on after an interruption.</param>
internal sealed record ApplyRequest(
    PlanRequest Plan,
    ImmutableArray<OutputTarget> Targets,
    PlanDetail Detail,
    string? Expect,
    TimeSpan? MaxAge,
    bool AutoApprove,
    TimeSpan? LockTimeout,
    TimeSpan? WaitTimeout,
    Shard? Shard,
    string Resume);
