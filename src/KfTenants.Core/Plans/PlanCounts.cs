using System.Diagnostics;

namespace KfTenants.Plans;

/// <summary>How many objects meet which fate.</summary>
public sealed record PlanCounts(int Create, int Update, int Replace, int Adopt, int Release, int Delete, int Conflict, int Unchanged)
{
    public static PlanCounts Of(IEnumerable<Change> changes)
    {
        var counts = new PlanCounts(0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var change in changes)
        {
            counts = change switch
            {
                Change.Create => counts with { Create = counts.Create + 1 },
                Change.Update => counts with { Update = counts.Update + 1 },
                Change.Replace => counts with { Replace = counts.Replace + 1 },
                Change.Adopt => counts with { Adopt = counts.Adopt + 1 },
                Change.Forget => counts with { Release = counts.Release + 1 },
                Change.Delete => counts with { Delete = counts.Delete + 1 },
                Change.Conflict => counts with { Conflict = counts.Conflict + 1 },
                Change.NoOp => counts with { Unchanged = counts.Unchanged + 1 },
                _ => throw new UnreachableException(),
            };
        }

        return counts;
    }
}
