namespace KfTenants.Kubernetes.Client;

/// <summary>The cluster does not know the kind: there can be no object of it.</summary>
internal sealed class NotServedException(string message) : KfTenantsException(message);
