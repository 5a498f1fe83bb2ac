using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// One object's fate. The hierarchy is closed, and <see cref="Match"/> names all of it: a new kind of change does not compile until it
/// is counted, named and carried out. Two changes are the same work when id, kind of change and fields agree.
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

    /// <summary>What it means for people and data. Told, and never decided by.</summary>
    public Risk Risk { get; init; }

    /// <summary>The document's line that asks for it; null when it is the absence of one.</summary>
    public SourceLocation? Origin { get; init; }

    /// <summary>The tier that asks for it; null when none does.</summary>
    public string? Tier { get; init; }

    /// <summary>What people are shown, sorted by pointer; empty for a <see cref="Delete"/> and a <see cref="NoOp"/>.</summary>
    public ImmutableArray<FieldChange> Fields { get; init; } = [];

    /// <summary>Fields that are not as the document says and that its rules leave alone, sorted by pointer.</summary>
    public ImmutableArray<IgnoredField> Ignored { get; init; } = [];

    /// <summary>Fields of which another manager's claim becomes ours, sorted by pointer.</summary>
    public ImmutableArray<FieldMove> Moves { get; init; } = [];

    /// <summary>The logins that it gives or takes away.</summary>
    public ImmutableArray<SignIn> SignIns { get; init; } = [];

    /// <summary>The text that it edits in place, for people; null where the fields say all.</summary>
    public TextChange? Text { get; init; }

    /// <summary>Of an object that one plan writes twice, the later step's name; null otherwise. It ends the <see cref="Id"/>.</summary>
    public string? Step { get; init; }

    /// <summary>Stable name inside a set: <c>rolebinding/team-a/user-ana-edit</c>, <c>secret/auth/dex-passwords#remove</c>.</summary>
    public string Id => Step is null ? Key.Id : $"{Key.Id}#{Step}";

    /// <summary>When in the work of its tenant it is carried out.</summary>
    public abstract ApplyPhase Phase { get; }

    /// <summary>When in a run it is carried out: what tenants build on is before them, what they needed until now after them.</summary>
    public ApplyStage Stage => Tenant is not null || Phase != ApplyPhase.Identities ? ApplyStage.Tenants : Step is null ? ApplyStage.Before : ApplyStage.After;

    /// <summary>Its requests, in the order in which they are sent; empty when nothing is written.</summary>
    public abstract ImmutableArray<PlannedWrite> Writes { get; }

    /// <summary>The object it was planned on; null for a creation and for what is not written.</summary>
    public Precondition? Live => Match<Precondition?>(
        create: _ => null,
        update: update => update.Found,
        replace: replace => replace.Found,
        adopt: adopt => adopt.Found,
        forget: forget => forget.Found,
        transfer: transfer => transfer.Found,
        delete: delete => delete.Found,
        conflict: _ => null,
        noOp: _ => null);

    /// <summary>The word for the kind of change, in the plan file and in its checksum.</summary>
    public string Action => Match(
        create: _ => "create",
        update: _ => "update",
        replace: _ => "replace",
        adopt: _ => "adopt",
        forget: _ => "release",
        transfer: transfer => transfer.Adopts ? "adopt" : "update",
        delete: _ => "delete",
        conflict: _ => "conflict",
        noOp: _ => "keep");

    /// <summary>Calls the function for this kind of change; with a new kind every caller fails to compile.</summary>
    public T Match<T>(
        Func<Create, T> create,
        Func<Update, T> update,
        Func<Replace, T> replace,
        Func<Adopt, T> adopt,
        Func<Forget, T> forget,
        Func<OwnerTransfer, T> transfer,
        Func<Delete, T> delete,
        Func<Conflict, T> conflict,
        Func<NoOp, T> noOp) => this switch
        {
            Create change => create(change),
            Update change => update(change),
            Replace change => replace(change),
            Adopt change => adopt(change),
            Forget change => forget(change),
            OwnerTransfer change => transfer(change),
            Delete change => delete(change),
            Conflict change => conflict(change),
            NoOp change => noOp(change),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The object as the document wants it; null where the change is not about one object of the document.</summary>
    public DesiredObject? Desired => this switch
    {
        Create create => create.Wanted,
        Update { Basis: ObjectBasis basis } => basis.Desired,
        Replace replace => replace.Wanted,
        Adopt adopt => adopt.Wanted,
        OwnerTransfer transfer => transfer.Wanted,
        _ => null,
    };

    /// <summary>The object does not exist; it is created, and only if it still does not exist.</summary>
    public sealed record Create(DesiredObject Wanted) : Change
    {
        public override ApplyPhase Phase => Wanted.Traits.Phase;

        public override ImmutableArray<PlannedWrite> Writes => Wanted.Traits.IsMadeElsewhere
            ? [Wanted.Traits.WriteOnceMade(Wanted.Intent)]
            : [PlannedWrite.Create(Wanted.Intent)];
    }

    /// <summary>Fields of an object that is ours (or of which fields are ours) change.</summary>
    /// <param name="Found">The object that the document's side was compared with.</param>
    public sealed record Update(ChangeBasis Basis, ImmutableArray<PlannedWrite> Requests, Precondition Found) : Change
    {
        public override ApplyPhase Phase => Basis.Phase;

        public override ImmutableArray<PlannedWrite> Writes => Requests;
    }

    /// <summary>An immutable field changes (a RoleBinding's roleRef): deleted, then created.</summary>
    public sealed record Replace(DesiredObject Wanted, Precondition Found) : Change
    {
        public override ApplyPhase Phase => Wanted.Traits.Phase;

        public override ImmutableArray<PlannedWrite> Writes =>
            [PlannedWrite.Delete(Key, Found), PlannedWrite.Create(Wanted.Intent) with { Awaits = "the object that it replaces still exists" }];
    }

    /// <summary>An object that exists and belongs to no set becomes ours because the document now lists it.</summary>
    public sealed record Adopt(DesiredObject Wanted, ImmutableArray<PlannedWrite> Requests, Precondition Found) : Change
    {
        public override ApplyPhase Phase => Wanted.Traits.Phase;

        public override ImmutableArray<PlannedWrite> Writes => Requests;
    }

    /// <summary>Our fields on another program's object are given up: what remains of the intent is nothing but the object's identity. The object stays.</summary>
    public sealed record Forget(DesiredObject Remaining, ImmutableArray<PlannedWrite> Requests, Precondition Found) : Change
    {
        public override ApplyPhase Phase => Remaining.Traits.Phase;

        public override ImmutableArray<PlannedWrite> Writes => Requests;
    }

    /// <summary>
    /// A tenant gets a new owner: the apply of the Profile, and what must follow in the objects that its controller keeps. Their
    /// writes are requests of this change; what the controller makes itself is waited for.
    /// </summary>
    /// <param name="Owner">The new owner's e-mail; for a suspended tenant the address that can never sign in.</param>
    /// <param name="Adopts">The Profile becomes ours at the same time.</param>
    public sealed record OwnerTransfer(
        DesiredObject Wanted, string Owner, ImmutableArray<PlannedWrite> Requests, Precondition Found, bool Adopts) : Change
    {
        public override ApplyPhase Phase => Adopts ? ApplyPhase.Profile : ApplyPhase.OwnerTransfer;

        public override ImmutableArray<PlannedWrite> Writes => Requests;
    }

    /// <summary>An object of ours that nothing asks for any more is deleted.</summary>
    public sealed record Delete(Precondition Found, DeletionScope Scope = DeletionScope.Clearing) : Change
    {
        /// <summary>What must be written before the object can go.</summary>
        public ImmutableArray<PlannedWrite> Before { get; init; } = [];

        /// <summary>What the object said when this was planned (<see cref="ObjectContent"/>); null when that does not matter.</summary>
        public string? Content { get; init; }

        /// <summary>The same person's new grant: as long as that is not there, this one stays, or they would be without access.</summary>
        public ObjectKey? After { get; init; }

        /// <summary>What the object gives is given elsewhere, or its maker wants it gone: no access is lost by the deletion.</summary>
        public bool IsHarmless { get; init; }

        public override ApplyPhase Phase => Scope switch
        {
            DeletionScope.Revocation => ApplyPhase.Revocations,
            DeletionScope.Tenant => ApplyPhase.TenantDeletion,
            _ => ApplyPhase.Clearing,
        };

        public override ImmutableArray<PlannedWrite> Writes => [.. Before, PlannedWrite.Delete(Key, Found)];
    }

    /// <summary>Cannot be done without a person. Nothing is written.</summary>
    /// <param name="Detail">One sentence: who or what is in the way, and what can be done.</param>
    /// <param name="At">Where it stands among the tenant's changes.</param>
    public sealed record Conflict(string Detail, ApplyPhase At = ApplyPhase.Profile) : Change
    {
        public override ApplyPhase Phase => At;

        public override ImmutableArray<PlannedWrite> Writes => [];
    }

    /// <summary>Already as it should be.</summary>
    public sealed record NoOp(ApplyPhase At = ApplyPhase.Profile) : Change
    {
        public override ApplyPhase Phase => At;

        public override ImmutableArray<PlannedWrite> Writes => [];
    }
}

/// <summary>What a deletion takes with it.</summary>
public enum DeletionScope
{
    /// <summary>Access that the document takes away: it goes first and waits for nothing.</summary>
    Revocation,

    /// <summary>What another object replaces, or nothing asks for: it goes when the rest is done.</summary>
    Clearing,

    /// <summary>A tenant with its namespace and all its data.</summary>
    Tenant,
}
