using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>How much of an object is ours.</summary>
public enum Claim
{
    /// <summary>The object is ours: we create it, repair all of its meaning, and may delete it.</summary>
    Whole,

    /// <summary>Only the declared fields are ours, on an object that somebody else makes and deletes.</summary>
    Fields,
}

/// <summary>One object as it should be: the intent that server-side apply would be sent, and where in the document it comes from.</summary>
/// <param name="Intent">Fully defaulted and canonical, without preconditions, status or managed fields.</param>
/// <param name="Tenant">The tenant's name; null for what belongs to the whole set (Dex).</param>
public sealed record DesiredObject(KubeObject Intent, Claim Claim, string? Tenant, SourceLocation Origin)
{
    public ObjectKey Key => Intent.Key;

    /// <summary>Where the object exists and belongs to no set, it may become ours.</summary>
    public bool MayAdopt { get; init; }

    /// <summary>The document's rules about fields of this kind.</summary>
    public ImmutableArray<FieldRule> Rules { get; init; } = [];
}
