using System.Collections.Immutable;
using KfTenants.Runs;

namespace KfTenants.Cli;

/// <summary>How a run ended: the documented table, a promise to scripts. A test holds README and docs/exit-codes-and-output.md to it.</summary>
/// <param name="Number">The process's exit code.</param>
/// <param name="Word">The same in JSON, as <c>outcome</c>.</param>
internal sealed record ExitCode(int Number, string Word, string Meaning)
{
    public static readonly ExitCode Ok = new(0, "ok", "done; a plan with or without changes");
    public static readonly ExitCode Failed = new(1, "failed", "runtime error: API, network or permissions; a change failed, or the cluster did not converge");
    public static readonly ExitCode Changes = new(
        2, "changes", "only `--detailed-exitcode`: succeeded; changes are pending, the sides of a `diff` differ, or there is something to reap");
    public static readonly ExitCode Invalid = new(3, "invalid", "the tenants file is invalid");
    public static readonly ExitCode Guarded = new(4, "guarded", "a guard or a protected object refused; nothing was written");
    public static readonly ExitCode Stale = new(5, "stale", "the plan no longer matches the file or the cluster");
    public static readonly ExitCode Locked = new(6, "locked", "another apply holds the lock");
    public static readonly ExitCode Conflict = new(7, "conflict", "another field manager owns a field that the plan must change, or a person must decide first");
    public static readonly ExitCode Usage = new(64, "usage", "wrong command line");
    public static readonly ExitCode Cancelled = new(130, "cancelled", "interrupted or declined; the report says what was done");

    /// <summary>By number, for the documentation.</summary>
    public static readonly ImmutableArray<ExitCode> All =
        [Ok, Failed, Changes, Invalid, Guarded, Stale, Locked, Conflict, Usage, Cancelled];

    // Errors beat differences; an interrupted run says so whatever else happened.
    private static readonly ImmutableArray<ExitCode> Precedence =
        [Cancelled, Usage, Invalid, Guarded, Locked, Stale, Conflict, Failed, Changes, Ok];

    /// <summary>What a run that ended so ends the process with.</summary>
    public static ExitCode Of(RunEnd end) => All.Single(c => c.Word == end.ToWord());

    /// <summary>The one to end with when several apply; <see cref="Ok"/> for none.</summary>
    public static ExitCode Of(params IEnumerable<ExitCode> codes) => codes.MinBy(Precedence.IndexOf) ?? Ok;
}
