namespace KfTenants.Plans;

/// <summary>What a plan must say although it is no change: what stays, what is missing around a tenant, what could not be known.</summary>
/// <param name="Tenant">Null for what all tenants share.</param>
/// <param name="Word">Stable, camelCase; for machines.</param>
/// <param name="Text">One sentence what it is, and one what can be done about it.</param>
public sealed record PlanNotice(string? Tenant, string Word, string Text)
{
    /// <summary>The word for a namespace that outlives its absent tenant: told in the question and the report as well.</summary>
    public const string NamespaceStays = "namespaceStays";
}
