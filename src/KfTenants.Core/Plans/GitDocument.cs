namespace KfTenants.Plans;

/// <summary>What the pipeline checked out, in a <see cref="PlanDocument"/>.</summary>
public sealed record GitDocument(string Commit);
