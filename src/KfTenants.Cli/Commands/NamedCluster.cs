using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
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
    public static (string Name, string Path)? DirectoryOf(ClusterEntry entry, Terminal terminal)
    {
        if (entry.Place is not ClusterPlace.Directory directory)
        {
            return null;
        }

        var root = Path.GetDirectoryName(terminal.FullPath(entry.Origin.File))!;
        var path = Path.GetFullPath(directory.Path, root);
        return SecretFiles.IsBelow(root, path) ? (directory.Path, path) : throw Elsewhere(entry, directory.Path, hasDirectory: false);
    }

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
                var variable = (server.Token as SecretSource.Env)?.Variable;
                if (variable is not null && !variable.StartsWith(places.Prefix, StringComparison.Ordinal))
                {
                    throw new InvalidDocumentException([KnownDiagnostics.SecretVariableElsewhere(entry.Origin, variable, places.Prefix)], SourceLines.None);
                }

                return request with
                {
                    Server = new NamedServer(entry.Name, server.Address, authority, token is null ? null : Checked(entry, token.Path, places, terminal), variable),
                };
            default:
                throw new InvalidOperationException($"a place of another kind: {entry.Place}");
        }
    }

    private static string Checked(ClusterEntry entry, string path, SecretPlaces places, Terminal terminal)
    {
        var root = places.Directory ?? Path.GetDirectoryName(terminal.FullPath(entry.Origin.File))!;
        var full = Path.GetFullPath(path, root);
        return SecretFiles.IsBelow(root, full) ? full : throw Elsewhere(entry, path, places.Directory is not null);
    }

    private static InvalidDocumentException Elsewhere(ClusterEntry entry, string path, bool hasDirectory) =>
        new([KnownDiagnostics.SecretFileElsewhere(entry.Origin, path, hasDirectory)], SourceLines.None);
}
