using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>What Kubeflow's webhook adds to the pods that it selects.</summary>
/// <param name="SpecJson">The PodDefault's <c>spec</c> as canonical JSON, as written.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record PodDefault(string Name, string SpecJson, SourceLocation Origin);
