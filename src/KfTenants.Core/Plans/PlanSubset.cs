using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// The one rule by which an approved plan may shrink, and never grow: a plan that is made again may hold the same changes with the same
/// new values, or fewer of them (a run that was interrupted goes on where it stopped), never more and never something else. It decides
/// about a whole plan before anything is written, and about one object that moved while it was being written.
/// </summary>
/// <param name="Unapproved">What goes beyond.</param>
/// <param name="AlreadyDone">Approved changes that are no longer needed.</param>
public sealed record PlanSubset(ImmutableArray<UnapprovedChange> Unapproved, ImmutableArray<ChangeDocument> AlreadyDone)
{
    public static PlanSubset Of(PlanDocument approved, PlanDocument now)
    {
        var byId = approved.Changes.ToDictionary(c => c.Id, StringComparer.Ordinal);
        var needed = now.Changes.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        return new PlanSubset(
            [.. now.Changes.SelectMany(c => Beyond(byId.GetValueOrDefault(c.Id), c))],
            [.. approved.Changes.Where(c => !needed.Contains(c.Id))]);
    }

    /// <summary>Of one object that was planned again: the same fields to the same values, or some of them.</summary>
    public static bool IsPartOf(Change again, Change approved)
    {
        var values = approved.Fields.ToDictionary(f => f.Pointer, f => f.After, StringComparer.Ordinal);
        return again.Fields.All(f => IsApproved(values, f.Pointer, f.After));
    }

    private static IEnumerable<UnapprovedChange> Beyond(ChangeDocument? approved, ChangeDocument now)
    {
        if (approved is null)
        {
            return [new UnapprovedChange.Added { Change = now }];
        }

        if (approved.Action != now.Action && !IsRest(approved, now))
        {
            return [new UnapprovedChange.OtherAction(approved.Action) { Change = now }];
        }

        // The same document asks for the same object: what was to be made after the deletion.
        if (approved.Action == "replace" && now.Action == "create")
        {
            return [];
        }

        // A deletion has no fields to compare; what a grant says that was written to since, no reviewer has seen.
        if (now.Action == "delete" && IsGrant(now.Object) && approved.Precondition is { } seen && now.Precondition is { } present && seen != present)
        {
            return [new UnapprovedChange.WrittenSince { Change = now }];
        }

        var values = approved.Fields.ToDictionary(f => f.Path, f => f.New, StringComparer.Ordinal);
        return now.Fields.Where(f => !IsApproved(values, f.Path, f.New)).Select(f => new UnapprovedChange.OtherField(f) { Change = now });
    }

    // A field that is to go is approved only where it was to go.
    private static bool IsApproved(Dictionary<string, string?> approved, string pointer, string? value) =>
        approved.TryGetValue(pointer, out var known) && known == value;

    // What is left when a run was killed in the middle of a change, or when profile-controller has made the namespace since.
    private static bool IsRest(ChangeDocument approved, ChangeDocument now) => (approved.Action, now.Action) switch
    {
        ("adopt", "update") or ("replace", "create") => true,
        ("create", "update") => ObjectKind.Find(now.Object.ApiVersion, now.Object.Kind) is { } kind && (kind == ObjectKind.Namespace || kind == ObjectKind.ServiceAccount),
        _ => false,
    };

    private static bool IsGrant(ObjectDocument changed) =>
        ObjectKind.Find(changed.ApiVersion, changed.Kind) is { } kind && Grants.Kinds.Contains(kind);
}
