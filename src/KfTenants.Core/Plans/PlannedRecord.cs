using KfTenants.Access;

namespace KfTenants.Plans;

/// <summary>What becomes of the record of grants.</summary>
/// <param name="Present">As it was read.</param>
/// <param name="Begun">Before the first write: with all that the plan would give, so that a run that is killed leaves nothing unrecorded.</param>
/// <param name="Settled">What the cluster shows at the time of this plan: given and there, or to be taken away and still there.</param>
public sealed record PlannedRecord(AccessRecord Present, AccessRecord Begun, AccessRecord Settled)
{
    public static readonly PlannedRecord None = new(AccessRecord.None, AccessRecord.None, AccessRecord.None);
}
