namespace KfTenants.Cli.Output;

/// <summary>How much of a plan or a report its text tells.</summary>
internal enum PlanDetail
{
    /// <summary>What is destroyed, who gains and loses access, and a line for each tenant (<c>--summary</c>).</summary>
    Summary,

    /// <summary>Every change; equal ones of many tenants once, the two objects of a grant as one, and long metadata cut.</summary>
    Normal,

    /// <summary>Every object of every tenant, and every value whole (<c>--verbose</c>).</summary>
    Full,
}
