using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A registry's credentials for the images of a tenant's pods.</summary>
/// <param name="Name">The Secret's.</param>
/// <param name="AttachTo">The service accounts whose pods pull with it, in ordinal order; empty: none by itself.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record PullSecret(string Name, RegistryLogin Login, ImmutableArray<string> AttachTo, SourceLocation Origin)
{
    private static readonly ImmutableArray<string> OfNamespace = ["default"];
    private static readonly ImmutableArray<string> OfProfile = ["default", "default-editor"];

    /// <summary>
    /// The service accounts of every tenant that people's pods run as: pods that name none as the one, and on Kubeflow notebooks and pipelines as the other
    /// (profile_controller.go, Reconcile).
    /// </summary>
    public static ImmutableArray<string> EveryPod(Flavor flavor) => flavor == Flavor.Kubeflow ? OfProfile : OfNamespace;
}

/// <summary>How a tenant's pods sign in to a registry; a closed set.</summary>
public abstract record RegistryLogin
{
    private RegistryLogin()
    {
    }

    /// <summary>The value that stands outside of the document.</summary>
    public abstract SecretReference Secret { get; }

    /// <param name="From">The text of a Docker configuration: <c>{"auths": {…}}</c>.</param>
    public sealed record DockerConfig(SecretReference From) : RegistryLogin
    {
        public override SecretReference Secret => From;
    }

    /// <param name="Registry">As image names have it before their first <c>/</c>.</param>
    public sealed record Account(string Registry, string Username, SecretReference Password) : RegistryLogin
    {
        public override SecretReference Secret => Password;
    }
}
