using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Cli.Output;

/// <summary>
/// What a fresh plan does beside an approved one. It may do less (a run that was interrupted goes on where it stopped), never
/// more and never something else (design/plan-and-apply section 3, layer 2).
/// </summary>
/// <param name="Unapproved">One line for each change that was not approved, or not so.</param>
/// <param name="AlreadyDone">Approved changes that are no longer needed.</param>
internal sealed record PlanDifference(ImmutableArray<string> Unapproved, ImmutableArray<ChangeView> AlreadyDone)
{
    public static PlanDifference Of(PlanView approved, PlanView now)
    {
        var byId = approved.Changes.ToDictionary(c => c.Id, StringComparer.Ordinal);
        var needed = now.Changes.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        return new PlanDifference(
            [.. now.Changes.SelectMany(c => Beyond(byId.GetValueOrDefault(c.Id), c))],
            [.. approved.Changes.Where(c => !needed.Contains(c.Id))]);
    }

    private static IEnumerable<string> Beyond(ChangeView? approved, ChangeView now)
    {
        if (approved is null)
        {
            return [$"{now.Symbol} {now.Object.Within(null)}: new ({now.Reason.Phrase})"];
        }

        if (approved.Action != now.Action && !IsRest(approved, now))
        {
            return [$"{now.Symbol} {now.Object.Within(null)}: {approved.Action} was approved, {now.Action} is needed now"];
        }

        // The same document asks for the same object: what was to be made after the deletion.
        if (approved.Action == "replace" && now.Action == "create")
        {
            return [];
        }

        // A deletion has no fields to compare; what stands in a grant that somebody wrote to meanwhile, nobody has seen.
        if (now.Action == "delete" && IsGrant(now.Object.Kind) && approved.Live is { } seen && now.Live is { } present && seen != present)
        {
            return [$"{now.Symbol} {now.Object.Within(null)}: was changed after its deletion was approved"];
        }

        var values = approved.Fields.ToDictionary(f => f.Pointer, f => (f.After, IsKnown: true), StringComparer.Ordinal);
        return now.Fields
            .Where(f => values.GetValueOrDefault(f.Pointer) is var known && (!known.IsKnown || known.After != f.After))
            .Select(f =>
            {
                var (before, after) = FieldText.Values(f.Before, f.After);
                return $"{now.Symbol} {now.Object.Within(null)} {FieldText.Path(f.Pointer)}: {before} -> {after} was not approved";
            });
    }

    // What is left when a run was killed in the middle of a change, or when profile-controller has made the namespace since.
    private static bool IsRest(ChangeView approved, ChangeView now) => (approved.Action, now.Action) switch
    {
        ("adopt", "update") or ("replace", "create") => true,
        ("create", "update") => now.Object.Kind == ObjectKind.Namespace.Kind,
        _ => false,
    };

    private static bool IsGrant(string kind) => TenantResources.Grants.Any(r => r.Kind.Kind == kind);
}
