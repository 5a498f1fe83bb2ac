using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>How much of an object is ours.</summary>
public enum Claim
{
    /// <summary>The object is ours: we create it, repair all of its meaning, and may delete it.</summary>
    Whole,

    /// <summary>Only the declared fields are ours, on an object that another program makes and deletes.</summary>
    Fields,
}

/// <summary>One side of a <see cref="ThreeWayDiff"/>: what an object should be, how much of it is ours, and how its fields compare.</summary>
/// <param name="Intent">Fully defaulted and canonical, without preconditions, status or managed fields.</param>
/// <param name="Rules">The document's rules about fields of this kind.</param>
public sealed record DesiredFields(KubeObject Intent, Claim Claim, SemanticEquality Equality, ImmutableArray<FieldRule> Rules);
