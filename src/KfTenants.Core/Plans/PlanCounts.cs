namespace KfTenants.Plans;

/// <summary>How many objects meet which fate; an owner transfer is an update, or an adoption, of its Profile.</summary>
public sealed record PlanCounts(int Create, int Update, int Replace, int Adopt, int Forget, int Delete, int Conflict, int NoOp)
{
    private static readonly PlanCounts None = new(0, 0, 0, 0, 0, 0, 0, 0);

    public static PlanCounts Of(IEnumerable<Change> changes) => changes.Aggregate(None, (counts, change) => change.Match(
        create: _ => counts with { Create = counts.Create + 1 },
        update: _ => counts with { Update = counts.Update + 1 },
        replace: _ => counts with { Replace = counts.Replace + 1 },
        adopt: _ => counts with { Adopt = counts.Adopt + 1 },
        forget: _ => counts with { Forget = counts.Forget + 1 },
        transfer: transfer => transfer.Adopts ? counts with { Adopt = counts.Adopt + 1 } : counts with { Update = counts.Update + 1 },
        delete: _ => counts with { Delete = counts.Delete + 1 },
        conflict: _ => counts with { Conflict = counts.Conflict + 1 },
        noOp: _ => counts with { NoOp = counts.NoOp + 1 }));
}
