namespace KfTenants.Plans;

/// <summary>The cluster of a <see cref="PlanDocument"/>.</summary>
/// <param name="Uid">Of namespace kube-system; empty when a directory does not have it.</param>
/// <param name="Server">A URL, or the directory.</param>
public sealed record ClusterDocument(string Uid, string Server);
