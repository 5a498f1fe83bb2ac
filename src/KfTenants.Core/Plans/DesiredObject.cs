using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>One object as it should be: the intent that server-side apply would be sent, and where in the document it comes from.</summary>
/// <param name="Traits">What planning must know of its kind.</param>
/// <param name="Intent">Fully defaulted and canonical, without preconditions, status or managed fields.</param>
/// <param name="Tenant">The tenant's name; null for what belongs to the whole set (Dex).</param>
public sealed record DesiredObject(KindTraits Traits, KubeObject Intent, Claim Claim, string? Tenant, SourceLocation Origin)
{
    public ObjectKey Key => Intent.Key;

    /// <summary>Where the object exists and belongs to no set, it may become ours.</summary>
    public bool MayAdopt { get; init; }

    /// <summary>The uid of the live object that this set gave, by its record of grants; null for what is not recorded.</summary>
    public string? GivenUid { get; init; }

    /// <summary>The tier that its limits come from; null for none.</summary>
    public string? Tier { get; init; }

    /// <summary>The document's rules about fields of this kind.</summary>
    public ImmutableArray<FieldRule> Rules { get; init; } = [];

    /// <summary>What a comparison with the live object needs.</summary>
    public DesiredFields Fields => new(Intent, Claim, Traits.Equality, Rules);
}
