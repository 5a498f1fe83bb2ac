using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Flavors;

/// <summary>The object of the change is profile-controller's, which does not watch it: the write goes to its Profile.</summary>
public sealed record WakeBasis(ObjectKey Profile) : ChangeBasis
{
    public override ApplyPhase Phase => ApplyPhase.Limits;
}
