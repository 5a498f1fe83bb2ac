namespace KfTenants.Tenants;

/// <summary>Where Dex and Istio are, with the defaults of the Kubeflow manifests filled in.</summary>
public sealed record Platform(DexPlatform Dex, IstioPlatform Istio)
{
    public Flavor Flavor { get; init; }
}
