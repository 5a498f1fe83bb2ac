using System.Collections.Immutable;

namespace KfTenants.Plans;

/// <summary>What an <see cref="Approval"/> says of a plan.</summary>
/// <param name="Problem">Null: the approval is about this plan.</param>
/// <param name="Unapproved">What goes beyond it.</param>
/// <param name="AlreadyDone">What was approved, or shown, and is no longer needed.</param>
public sealed record ApprovalVerdict(
    ApprovalProblem? Problem, ImmutableArray<UnapprovedChange> Unapproved, ImmutableArray<ChangeDocument> AlreadyDone)
{
    public static readonly ApprovalVerdict Covered = new(null, [], []);

    /// <summary>The approved plan is older than a day, and nothing was said about its age.</summary>
    public bool IsOld { get; init; }

    /// <summary>The plan may be written.</summary>
    public bool Covers => Problem is null && Unapproved.IsEmpty;
}
