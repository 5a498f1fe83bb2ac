using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// What planning must know of one kind of object that this tool writes. Each kind says it in one file: the tenants' kinds in
/// <c>Resources</c>, those of logins in <c>Logins</c>.
/// </summary>
public abstract class KindTraits
{
    public abstract ObjectKind Kind { get; }

    /// <summary>When in the work of a tenant an object of this kind is made or changed.</summary>
    public abstract ApplyPhase Phase { get; }

    /// <summary>Among changes of one phase the smaller comes first.</summary>
    public virtual int Rank => 1;

    /// <summary>Which differences mean nothing, and which fields are secret or immutable.</summary>
    public virtual SemanticEquality Equality => SemanticEquality.Structural;

    /// <summary>A declared field wins over every other manager, because the one that fills it in does so only where it is absent.</summary>
    public virtual bool OverrulesEveryManager => false;

    /// <summary>A field that a plan shows of an object that is created whole.</summary>
    public virtual bool ShowsAtCreation(string pointer) => SemanticEquality.IsMeaning(pointer);

    /// <summary>Another program creates the object; this tool only writes into it.</summary>
    public virtual bool IsMadeElsewhere => false;

    /// <summary>The write into an object that another program makes while the plan is carried out; only asked where <see cref="IsMadeElsewhere"/>.</summary>
    public virtual PlannedWrite WriteOnceMade(KubeObject intent) => PlannedWrite.ApplyOnceMade(intent);

    /// <summary>
    /// The intent for the object as it has become since the plan. It differs only where other sets write into the same object by our field manager: what they have
    /// written since stays, for an apply without it would take it away.
    /// </summary>
    /// <param name="approved">The fields that the plan changes.</param>
    public virtual KubeObject OnTopOf(KubeObject intent, KubeObject live, ImmutableArray<FieldChange> approved) => intent;

    /// <summary>Why an existing object may not become ours although adoption was asked for; null when it may.</summary>
    /// <param name="fields">What the adoption would change.</param>
    public virtual AdoptionProblem? WhyNotAdopted(ImmutableArray<FieldChange> fields) => null;
}

/// <summary>Why an object is not adopted.</summary>
/// <param name="Field">The field that decides.</param>
/// <param name="Detail">One sentence: what is in the way, and what can be done.</param>
public sealed record AdoptionProblem(FieldChange Field, string Detail);
