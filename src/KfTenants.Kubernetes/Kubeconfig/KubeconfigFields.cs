using System.Collections.Immutable;
using KfTenants.Yaml;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Reads the typed fields of one kubeconfig entry; a value of the wrong type is an error that names file, line and entry, never the value.</summary>
/// <param name="File">The file, for messages and for its relative paths.</param>
/// <param name="Entry">For example <c>cluster "prod"</c>.</param>
/// <param name="Node">Null when the entry has no body: every field is absent.</param>
internal sealed record KubeconfigFields(string File, string Entry, YamlNode.Mapping? Node)
{
    public string? Text(string name)
    {
        if (Node.Child(name) is not { } child)
        {
            return null;
        }

        return child is YamlNode.Scalar { Kind: ScalarKind.Text } text ? text.Text : throw WrongType(name, child, "text (put it in quotes)");
    }

    /// <summary>A path relative to the file that the entry came from. <c>~</c> and variables are not expanded, as in kubectl.</summary>
    public string? FilePath(string name) =>
        Text(name) is { Length: > 0 } path ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(File) ?? "", path)) : null;

    public bool Flag(string name)
    {
        if (Node.Child(name) is not { } child)
        {
            return false;
        }

        return Node.Boolean(name) ?? throw WrongType(name, child, "true or false");
    }

    public KubeconfigFields? Map(string name)
    {
        if (Node.Child(name) is not { } child)
        {
            return null;
        }

        return child is YamlNode.Mapping map ? new KubeconfigFields(File, $"{Entry}: {name}", map) : throw WrongType(name, child, "a mapping");
    }

    public ImmutableArray<KubeconfigFields> List(string name)
    {
        if (Node.Child(name) is not { } child)
        {
            return [];
        }

        return child is YamlNode.Sequence list
            ? [.. list.Items.Select((item, i) => new KubeconfigFields(File, $"{Entry}: {name}[{i}]", item as YamlNode.Mapping))]
            : throw WrongType(name, child, "a list");
    }

    public ImmutableArray<string> Texts(string name)
    {
        if (Node.Child(name) is not { } child)
        {
            return [];
        }

        return child is YamlNode.Sequence { Items: var items } && items.All(i => i is YamlNode.Scalar { Kind: ScalarKind.Text or ScalarKind.Null })
            ? [.. items.OfType<YamlNode.Scalar>().Select(i => i.Text)]
            : throw WrongType(name, child, "a list of texts (put them in quotes)");
    }

    public KfTenantsException WrongType(string name, YamlNode value, string wanted) =>
        new($"kubeconfig {value.Location}: {(Entry.Length == 0 ? "" : Entry + ": ")}{name} must be {wanted}");
}
