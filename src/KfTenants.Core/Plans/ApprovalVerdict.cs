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

    /// <summary>All of the plan may be written.</summary>
    public bool Covers => Problem is null && Unapproved.IsEmpty;

    /// <summary>The tenants that need more than was approved, in order; null stands for what all tenants share.</summary>
    public ImmutableArray<string?> StaleTenants => [.. Unapproved.Select(u => u.Change.Tenant).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// This change of the plan may be written: its tenant needs nothing beyond the approval. One tenant's surplus is no other's. A
    /// revocation that is approved itself builds on nothing, so that changing something else keeps no access.
    /// </summary>
    public bool Allows(Change change) => Problem is null &&
        (Unapproved.All(u => u.Change.Tenant != change.Tenant) ||
        (change.Phase == ApplyPhase.Revocations && Unapproved.All(u => u.Change.Id != change.Id)));

    /// <summary>Something of the plan may be written, or nothing is to be written at all.</summary>
    public bool CoversSome(Plan plan) => Covers || plan.Pending.Any(c => c is not Change.Conflict && Allows(c));
}
