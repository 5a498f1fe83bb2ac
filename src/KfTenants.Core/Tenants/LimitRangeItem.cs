using System.Collections.Immutable;

namespace KfTenants.Tenants;

/// <summary>Container limits of a LimitRange; every map is resource name to canonical quantity, possibly empty.</summary>
public sealed record LimitRangeItem(
    ImmutableSortedDictionary<string, string> Default,
    ImmutableSortedDictionary<string, string> DefaultRequest,
    ImmutableSortedDictionary<string, string> Min,
    ImmutableSortedDictionary<string, string> Max)
{
    /// <summary>Says nothing, so that there is no LimitRange.</summary>
    internal bool IsEmpty => Default.IsEmpty && DefaultRequest.IsEmpty && Min.IsEmpty && Max.IsEmpty;
}
