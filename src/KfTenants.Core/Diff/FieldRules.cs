using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>Which of the document's rules decides about a field: of those that fit, the one with the longest path, then the most exact manager.</summary>
internal static class FieldRules
{
    /// <param name="holders">Who holds the field besides us.</param>
    public static FieldRule? For(ImmutableArray<FieldRule> rules, string pointer, IReadOnlyCollection<FieldManagerEntry> holders) => rules.IsEmpty
        ? null
        : rules.Where(r => r.Covers(pointer) && (r.Policy == FieldPolicy.Ignore || holders.Any(h => IsAbout(r, h))))
            .OrderByDescending(r => r.Path.Length)
            .ThenByDescending(r => r.Manager?.Length ?? 0)
            .ThenBy(r => r.Manager, StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>The rule takes the field from this manager.</summary>
    public static bool Takes(FieldRule? rule, FieldManagerEntry holder) => rule is { Policy: FieldPolicy.Take } && IsAbout(rule, holder);

    private static bool IsAbout(FieldRule rule, FieldManagerEntry holder) => rule.Manager is null || ManagerPolicy.Fits(rule.Manager, holder.Manager);
}
