namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>An API server that a tenants file names, without a kubeconfig; paths are absolute, and were checked.</summary>
/// <param name="Name">What the file calls it.</param>
/// <param name="CertificateAuthority">Null: those of the system.</param>
/// <param name="TokenFile">Null: the token is in <paramref name="TokenVariable"/>.</param>
public sealed record NamedServer(string Name, string Address, string? CertificateAuthority, string? TokenFile, string? TokenVariable);
