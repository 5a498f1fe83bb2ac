using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// One object's fate: a closed hierarchy, so that a new kind of change does not compile until it is ordered, counted, guarded
/// and rendered. Two changes are the same work when id, kind of change and fields agree.
/// </summary>
public abstract record Change
{
    private Change()
    {
    }

    public required ObjectKey Key { get; init; }

    /// <summary>The tenant it belongs to; null for the set's own (Dex).</summary>
    public required string? Tenant { get; init; }

    public required ChangeReason Reason { get; init; }

    /// <summary>What it means for people and data.</summary>
    public Risk Risk { get; init; }

    /// <summary>The document's line that asks for it; null when it is the absence of one.</summary>
    public SourceLocation? Origin { get; init; }

    /// <summary>Sorted by pointer; empty for <see cref="Delete"/> and <see cref="NoOp"/>.</summary>
    public ImmutableArray<FieldChange> Fields { get; init; } = [];

    /// <summary>Fields that are not as the document says and that its rules leave alone, sorted by pointer.</summary>
    public ImmutableArray<IgnoredField> Ignored { get; init; } = [];

    /// <summary>Fields of which another manager's claim becomes ours, sorted by pointer.</summary>
    public ImmutableArray<FieldMove> Moves { get; init; } = [];

    /// <summary>Of an object that one plan writes twice, the later step's name; null otherwise. It ends the <see cref="Id"/>.</summary>
    public string? Step { get; init; }

    /// <summary>Stable name inside a set: <c>rolebinding/team-a/user-ana-clusterrole-edit</c>, <c>secret/auth/dex-passwords#remove</c>.</summary>
    public string Id => (Key.Namespace is null
        ? $"{Key.Kind.Kind.ToLowerInvariant()}/{Key.Name}"
        : $"{Key.Kind.Kind.ToLowerInvariant()}/{Key.Namespace}/{Key.Name}") + (Step is null ? "" : "#" + Step);

    /// <summary>The object does not exist; it is created, and only if it still does not exist.</summary>
    public sealed record Create(DesiredObject Desired) : Change;

    /// <summary>Fields of an object that is ours (or of which fields are ours) change.</summary>
    public sealed record Update(Write Write, Precondition Live) : Change;

    /// <summary>An immutable field changes (a RoleBinding's roleRef): deleted, then created.</summary>
    public sealed record Replace(DesiredObject Desired, Precondition Live) : Change;

    /// <summary>An object that exists and belongs to no set becomes ours because the document now lists it.</summary>
    public sealed record Adopt(Write.Apply Write, Precondition Live) : Change;

    /// <summary>Our fields on somebody else's object are given up: an apply of nothing but the object's identity. The object stays.</summary>
    public sealed record Forget(DesiredObject Remaining, Precondition Live) : Change;

    /// <summary>An object of ours that nothing asks for any more is deleted.</summary>
    public sealed record Delete(Precondition Live) : Change
    {
        /// <summary>What the object said when this was planned (<see cref="ObjectContent"/>); null when that does not matter.</summary>
        public string? Content { get; init; }

        /// <summary>The same person's new grant: as long as that is not there, this one stays, or they would be without access.</summary>
        public ObjectKey? After { get; init; }
    }

    /// <summary>Cannot be done without a person. Nothing is written.</summary>
    /// <param name="Detail">One sentence: who or what is in the way, and what can be done.</param>
    public sealed record Conflict(string Detail) : Change;

    /// <summary>Already as it should be.</summary>
    public sealed record NoOp : Change;
}
