using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Runs;

/// <summary>
/// The ApplySet's list of the kinds of its members (KEP-3659, <c>contains-group-kinds</c>). It must hold every kind that has a member,
/// at every moment: so it is widened before the first write, and narrowed only after a whole run without a failure.
/// </summary>
public static class GroupKindList
{
    // Those that carry the set's label; of the others only fields are ours.
    private static ImmutableArray<ObjectKind> MembersOf(Flavor flavor) =>
        [.. TenantResources.Of(flavor).Where(r => r.IsMember).Select(r => r.Kind), ObjectKind.Password];

    /// <summary>Every kind that this plan keeps or touches.</summary>
    public static ImmutableSortedSet<string> Of(Plan plan) => Of(plan.Flavor, plan.Changes);

    /// <summary>What is left when this plan is done.</summary>
    public static ImmutableSortedSet<string> After(Plan plan) => Of(plan.Flavor, plan.Changes.Where(c => c is not (Change.Delete or Change.Forget)));

    /// <summary>The annotation's text: <c>KIND.GROUP</c>, sorted, with commas.</summary>
    public static string ToText(ImmutableSortedSet<string> kinds) => string.Join(',', kinds);

    public static ImmutableSortedSet<string> Parse(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToImmutableSortedSet(StringComparer.Ordinal);

    private static ImmutableSortedSet<string> Of(Flavor flavor, IEnumerable<Change> changes)
    {
        var members = MembersOf(flavor);
        return changes.Where(c => c.Tenant is not null || c.Key.Kind == ObjectKind.Password).Select(c => c.Key.Kind).Where(k => members.Contains(k))
            .Select(k => k.Group.Length == 0 ? k.Kind : $"{k.Kind}.{k.Group}").ToImmutableSortedSet(StringComparer.Ordinal);
    }
}
