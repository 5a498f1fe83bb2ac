using System.Collections.Immutable;

namespace KfTenants.Tenants;

/// <summary>What a LimitRange says of each container, and of each pod and volume claim; every map is resource name to canonical quantity, possibly empty.</summary>
public sealed record LimitRangeItem(
    ImmutableSortedDictionary<string, string> Default,
    ImmutableSortedDictionary<string, string> DefaultRequest,
    ImmutableSortedDictionary<string, string> Min,
    ImmutableSortedDictionary<string, string> Max)
{
    /// <summary>Of all containers of a pod together.</summary>
    public LimitBounds Pod { get; init; } = LimitBounds.None;

    /// <summary>Of the storage that one volume claim asks for.</summary>
    public LimitBounds Claim { get; init; } = LimitBounds.None;

    /// <summary>Says nothing, so that there is no LimitRange.</summary>
    internal bool IsEmpty => SaysNothingOfContainers && Pod.IsEmpty && Claim.IsEmpty;

    internal bool SaysNothingOfContainers => Default.IsEmpty && DefaultRequest.IsEmpty && Min.IsEmpty && Max.IsEmpty;
}

/// <summary>The least and the most of each resource.</summary>
public sealed record LimitBounds(ImmutableSortedDictionary<string, string> Min, ImmutableSortedDictionary<string, string> Max)
{
    public static readonly LimitBounds None = new(Nothing, Nothing);

    private static ImmutableSortedDictionary<string, string> Nothing => ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    internal bool IsEmpty => Min.IsEmpty && Max.IsEmpty;
}
