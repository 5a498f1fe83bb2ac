using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// A kind of which a namespace holds others' objects as well, too many or too secret to list: only those are read, each by its name, that the document names
/// or that this set's record names (<see cref="Access.AccessRecord.Held"/>). So their rights can be limited to names.
/// </summary>
public abstract class HeldResource : TenantResource
{
    public override ApplyPhase Phase => ApplyPhase.Limits;

    public override bool IsPruned => true;

    // What a tenant's pods get is decided in the file, and nowhere else.
    public override RuleScope? Rules => null;

    // Of the names in the file: HeldObjects.
    public override ImmutableArray<Right> PlanRights => [];

    public override ImmutableArray<Right> ApplyRights => [];

    /// <summary>Why a plan reads such an object; a sentence of the rights.</summary>
    public abstract string WhyRead { get; }

    /// <summary>Why an apply writes it.</summary>
    public abstract string WhyWrite { get; }

    protected abstract ChangeReason Changed { get; }

    public override ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields) => Changed;

    /// <summary>The names of this kind that a tenant of the document asks for.</summary>
    public abstract IEnumerable<string> NamesOf(Tenant tenant);
}
