namespace KfTenants.Tenants;

/// <summary>What the cluster is, and where Dex and Istio are, with the defaults of the Kubeflow manifests filled in.</summary>
public sealed record Platform(DexPlatform Dex, IstioPlatform Istio)
{
    public Flavor Flavor { get; init; }

    /// <summary>What the API server puts before the names of people (<c>--oidc-username-prefix</c>): part of everyone's name in a plan.</summary>
    public string UsernamePrefix { get; init; } = "";

    /// <summary>Stands before the name of a tenant in the cluster, and so in a plan.</summary>
    public string NamespacePrefix { get; init; } = "";

    /// <summary>What people are given; Kubeflow has its own.</summary>
    public ClusterRoles Roles { get; init; } = ClusterRoles.Kubernetes;

    /// <summary>Null: the file does not say how people sign in to the API server.</summary>
    public OidcPlatform? Oidc { get; init; }

    /// <summary>The same in either flavour.</summary>
    public ClusterRoles GivenRoles => Flavor == Flavor.Kubeflow ? ClusterRoles.Kubeflow : Roles;
}
