namespace KfTenants.Tenants;

/// <summary>What a cluster makes tenants from (<c>platform.flavor</c>).</summary>
public enum Flavor
{
    /// <summary>Kubeflow: a tenant is a Profile, and profile-controller makes its Namespace.</summary>
    Kubeflow,

    /// <summary>Kubernetes alone: a tenant is a Namespace. No Profile, no mesh, no Dex.</summary>
    Kubernetes,
}
