using KfTenants.Plans;

namespace KfTenants.Testing;

/// <summary>What tests ask of a plan.</summary>
public static class PlanExtensions
{
    extension(Plan plan)
    {
        /// <summary>Everything is as it should be.</summary>
        public bool IsEmpty => !plan.Pending.Any();
    }
}
