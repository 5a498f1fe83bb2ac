namespace KfTenants.Plans;

/// <summary>
/// What an update was planned from. The executor plans that one object again from it when the object moved between plan and write.
/// The kinds of basis belong to those who plan: this one and those of <c>Flavors</c> and <c>Logins</c>.
/// </summary>
public abstract record ChangeBasis
{
    public abstract ApplyPhase Phase { get; }
}

/// <summary>An object of the document; <see cref="ObjectPlanner"/> plans it.</summary>
public sealed record ObjectBasis(DesiredObject Desired) : ChangeBasis
{
    public override ApplyPhase Phase => Desired.Traits.Phase;
}
