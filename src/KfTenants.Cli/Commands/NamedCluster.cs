using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// How a cluster of the tenants file is reached. The file's author decides no more than the command line lets them: its files are below the directory of the file, or
/// below <c>--secrets-dir</c>, and its variables begin with <c>--secrets-prefix</c>, as those of logins.
/// </summary>
internal static class NamedCluster
{
    /// <summary>The directory that simulates it, as it is named and absolute; null for a server.</summary>
    public static (string Name, string Path)? DirectoryOf(ClusterEntry entry, Terminal terminal) =>
        entry.Place is ClusterPlace.Directory directory ? (directory.Path, Checked(entry, directory.Path, SecretPlaces.Usual, terminal)) : null;

    /// <summary>The files that open clusters, links followed: no value of a login or a tenant is read from one of them.</summary>
    public static ImmutableHashSet<string> KeysOf(TenantSet set, SecretPlaces places, Terminal terminal) =>
    [
        .. from cluster in set.Clusters
           let path = cluster.Place switch
           {
               ClusterPlace.Kubeconfig { File: { } file } => file,
               ClusterPlace.Server { Token: SecretSource.File token } => token.Path,
               _ => null,
           }
           where path is not null
           let real = RealPath.Of(places.Find(path, cluster.Origin.File, cluster.Origin, terminal).Path)
           where real is not null
           select real,
    ];

    /// <exception cref="InvalidDocumentException">It names what it may not.</exception>
    /// <exception cref="KfTenantsException">What it names is not there, or cannot be used.</exception>
    public static ConnectionRequest RequestOf(ClusterEntry entry, SecretPlaces places, ConnectionRequest request, Terminal terminal)
    {
        switch (entry.Place)
        {
            case ClusterPlace.Kubeconfig configured:
                var file = configured.File is { } named ? Checked(entry, named, places, terminal) : null;
                return file is not null && !File.Exists(file)
                    ? throw new KfTenantsException($"cluster {entry.Name}: kubeconfig {configured.File} does not exist")
                    : request with { Kubeconfig = file, Context = configured.Context };
            case ClusterPlace.Server server:
                var authority = server.CertificateAuthority is { } pem ? Checked(entry, pem, places, terminal) : null;
                var token = server.Token as SecretSource.File;
                var variable = server.Token as SecretSource.Env;
                if (variable is not null && places.WhyNot(variable, entry.Origin) is { } wrong)
                {
                    throw new InvalidDocumentException([wrong], SourceLines.None);
                }

                return request with
                {
                    Server = new NamedServer(entry.Name, server.Address, authority, token is null ? null : Checked(entry, token.Path, places, terminal), variable?.Variable),
                };
            default:
                throw new InvalidOperationException($"a place of another kind: {entry.Place}");
        }
    }

    private static string Checked(ClusterEntry entry, string path, SecretPlaces places, Terminal terminal)
    {
        var (full, elsewhere) = places.Find(path, entry.Origin.File, entry.Origin, terminal);
        return elsewhere is null ? full : throw new InvalidDocumentException([elsewhere], SourceLines.None);
    }
}
