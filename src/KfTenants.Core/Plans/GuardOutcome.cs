namespace KfTenants.Plans;

/// <summary>What a guard says of a plan.</summary>
public enum GuardOutcome
{
    /// <summary>Within the limit.</summary>
    Pass,

    /// <summary>Over the limit, and allowed by the exact number: the plan may be written, and every output says so.</summary>
    Overridden,

    /// <summary>Over the limit: nothing may be written.</summary>
    Fail,
}
