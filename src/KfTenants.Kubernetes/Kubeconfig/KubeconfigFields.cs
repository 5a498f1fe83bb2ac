using System.Collections.Immutable;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Reads the typed fields of one kubeconfig entry; a value of the wrong type is an error that names file, line and entry, never the value.</summary>
/// <param name="File">The file, for messages and for its relative paths.</param>
/// <param name="Entry">For example <c>cluster "prod"</c>.</param>
/// <param name="Node">Null when the entry has no body: every field is absent.</param>
internal sealed record KubeconfigFields(string File, string Entry, KubeconfigNode? Node)
{
    public string? Text(string name)
    {
        if (Node?.Child(name) is not { } child)
        {
            return null;
        }

        return child.Scalar is { } text && !child.IsPlainNumberOrFlag ? text : throw WrongType(name, child, "text (put it in quotes)");
    }

    /// <summary>A path relative to the file that the entry came from. <c>~</c> and variables are not expanded, as in kubectl.</summary>
    public string? FilePath(string name) =>
        Text(name) is { Length: > 0 } path ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(File) ?? "", path)) : null;

    public bool Flag(string name)
    {
        if (Node?.Child(name) is not { } child)
        {
            return false;
        }

        return child.TryFlag(out var value) ? value : throw WrongType(name, child, "true or false");
    }

    public KubeconfigFields? Map(string name)
    {
        if (Node?.Child(name) is not { } child)
        {
            return null;
        }

        return child.Map is not null ? new KubeconfigFields(File, $"{Entry}: {name}", child) : throw WrongType(name, child, "a mapping");
    }

    public ImmutableArray<KubeconfigFields> List(string name)
    {
        if (Node?.Child(name) is not { } child)
        {
            return [];
        }

        if (child.Items.IsDefault)
        {
            throw WrongType(name, child, "a list");
        }

        return [.. child.Items.Select((item, i) => new KubeconfigFields(File, $"{Entry}: {name}[{i}]", item))];
    }

    public ImmutableArray<string> Texts(string name)
    {
        if (Node?.Child(name) is not { } child)
        {
            return [];
        }

        return !child.Items.IsDefault && child.Items.All(i => i.Scalar is not null && !i.IsPlainNumberOrFlag)
            ? [.. child.Items.Select(i => i.Scalar!)]
            : throw WrongType(name, child, "a list of texts (put them in quotes)");
    }

    public KfTenantsException WrongType(string name, KubeconfigNode value, string wanted) =>
        new($"kubeconfig {File}, line {value.Line}: {(Entry.Length == 0 ? "" : Entry + ": ")}{name} must be {wanted}");
}
