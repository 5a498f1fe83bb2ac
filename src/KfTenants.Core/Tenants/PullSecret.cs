using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A registry's credentials for the images of a tenant's pods.</summary>
/// <param name="Name">The Secret's.</param>
/// <param name="AttachTo">The service accounts whose pods pull with it, in ordinal order; empty: none by itself.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record PullSecret(string Name, RegistryLogin Login, ImmutableArray<string> AttachTo, SourceLocation Origin)
{
    /// <summary>
    /// The service accounts of every Kubeflow tenant that people's pods run as: notebooks and pipelines as the one (profile_controller.go, Reconcile), pods
    /// that name none as the other.
    /// </summary>
    public static readonly ImmutableArray<string> EveryPod = ["default", "default-editor"];
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
