namespace KfTenants.Plans;

/// <summary>A grant in a managed tenant that the tenants file does not know, in a <see cref="PlanDocument"/>.</summary>
/// <param name="Object">The binding that grants it.</param>
public sealed record UnmanagedDocument(string Tenant, ObjectDocument Object, string Subject, string Grants);
