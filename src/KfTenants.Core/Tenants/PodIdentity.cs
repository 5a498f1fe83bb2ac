using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>Who a tenant's pods run as, for a file system and a batch system that know people by number.</summary>
/// <param name="SupplementalGroups">Further group ids, in ascending order; without <paramref name="Gid"/>.</param>
/// <param name="Groups">Names of groups, in ordinal order.</param>
/// <param name="Home">An absolute path; null when none is said.</param>
/// <param name="ExemptContainers">Containers that run as they like, in ordinal order.</param>
/// <param name="Origin">Where the key <c>posix</c> stands.</param>
public sealed record PodIdentity(
    int Uid,
    int Gid,
    ImmutableArray<int> SupplementalGroups,
    ImmutableArray<string> Groups,
    string? Home,
    ImmutableArray<string> ExemptContainers,
    SourceLocation Origin)
{
    private static readonly ImmutableArray<string> OfMesh = ["istio-init", "istio-proxy"];

    /// <summary>
    /// Who is exempt where the file does not say: what the mesh puts beside every container of a Kubeflow tenant, as its own user or, to set up the network, as
    /// root. Elsewhere no container, because anyone can give theirs such a name.
    /// </summary>
    public static ImmutableArray<string> UsualExemptions(Flavor flavor) => flavor == Flavor.Kubeflow ? OfMesh : [];
}
