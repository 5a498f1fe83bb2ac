using System.Collections.Immutable;
using KfTenants.Yaml;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// One or several merged kubeconfig files: the entries by name, and which is current. Merging is kubectl's: the first file that
/// defines a name gives the whole entry, and relative paths belong to the file they were written in.
/// </summary>
internal sealed record KubeconfigFile(
    string? CurrentContext,
    string CurrentContextFile,
    ImmutableSortedDictionary<string, ContextEntry> Contexts,
    ImmutableSortedDictionary<string, ClusterEntry> Clusters,
    ImmutableSortedDictionary<string, UserEntry> Users,
    ImmutableArray<string> Notes)
{
    /// <summary>Nothing in it that could name a cluster.</summary>
    public bool IsEmpty => CurrentContext is null && Contexts.IsEmpty && Clusters.IsEmpty && Users.IsEmpty;

    /// <exception cref="KfTenantsException">A file cannot be read or is not a kubeconfig; the message names it.</exception>
    public static KubeconfigFile Load(IEnumerable<string> paths)
    {
        var merged = Parse("", "");
        foreach (var path in paths)
        {
            merged = merged.Then(Parse(path, ReadText(path)));
        }

        return merged;
    }

    /// <param name="path">Absolute: relative paths in the file start from its directory.</param>
    public static KubeconfigFile Parse(string path, string text)
    {
        if (!YamlReader.Read(path, text, YamlDialect.Kubeconfig).TryGet(out var documents, out var errors))
        {
            var at = errors[0].Location;
            throw new KfTenantsException($"kubeconfig {at}: {YamlReader.ReasonOf(errors[0])}");
        }

        var document = documents is [var first, ..] ? first : null;
        if (document?.Root is not (null or YamlNode.Mapping or YamlNode.Scalar { Kind: ScalarKind.Null }))
        {
            throw new KfTenantsException($"kubeconfig {path}: is not a kubeconfig (its root is not a mapping)");
        }

        var fields = new KubeconfigFields(path, "", document?.Root as YamlNode.Mapping);
        if (fields.Text("kind") is { Length: > 0 } kind && kind != "Config")
        {
            throw new KfTenantsException($"kubeconfig {path}: kind \"{kind}\" is not Config");
        }

        if (fields.Text("apiVersion") is { Length: > 0 } version && version != "v1")
        {
            throw new KfTenantsException($"kubeconfig {path}: apiVersion \"{version}\" is not v1");
        }

        return new KubeconfigFile(
            fields.Text("current-context") is { Length: > 0 } current ? current : null,
            path,
            Entries(fields, "contexts", "context", (name, f) => new ContextEntry(name, path, f.Text("cluster"), f.Text("user"))
            {
                Namespace = f.Text("namespace") is { Length: > 0 } space ? space : null,
            }),
            Entries(fields, "clusters", "cluster", ClusterEntry.Read),
            Entries(fields, "users", "user", UserEntry.Read),
            [.. (document?.RepeatedKeys ?? []).Select(r => $"kubeconfig {r.Location}: key \"{r.Key}\" is defined twice; the last one counts")]);
    }

    private KubeconfigFile Then(KubeconfigFile later) => new(
        CurrentContext ?? later.CurrentContext,
        CurrentContext is null ? later.CurrentContextFile : CurrentContextFile,
        First(Contexts, later.Contexts),
        First(Clusters, later.Clusters),
        First(Users, later.Users),
        Notes.AddRange(later.Notes));

    private static ImmutableSortedDictionary<string, T> First<T>(ImmutableSortedDictionary<string, T> first, ImmutableSortedDictionary<string, T> later) =>
        first.AddRange(later.Where(e => !first.ContainsKey(e.Key)));

    private static ImmutableSortedDictionary<string, T> Entries<T>(KubeconfigFields root, string list, string body, Func<string, KubeconfigFields, T> read)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var item in root.List(list))
        {
            var name = item.Text("name") ?? "";
            var entry = item.Map(body) is { } fields ? fields with { Entry = $"{body} \"{name}\"" } : new KubeconfigFields(root.File, $"{body} \"{name}\"", null);
            if (!entries.TryAdd(name, read(name, entry)))
            {
                throw new KfTenantsException($"kubeconfig {root.File}: {body} \"{name}\" is defined twice");
            }
        }

        return entries.ToImmutable();
    }

    private static string ReadText(string path)
    {
        if (Directory.Exists(path))
        {
            throw new KfTenantsException($"kubeconfig {path}: is a directory");
        }

        return ConfigFiles.Read(path, $"kubeconfig {path}");
    }
}
