namespace KfTenants.Plans;

/// <summary>A saved plan cannot be used any more: it is of another version, or was edited.</summary>
public sealed class PlanRefusedException(string message) : KfTenantsException(message);
