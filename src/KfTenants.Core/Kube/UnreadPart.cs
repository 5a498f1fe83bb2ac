namespace KfTenants.Kube;

/// <summary>A list, or an object, that a run wanted to look at and could not: what follows from it is not known, and is said so.</summary>
/// <param name="Namespace">Null: of all namespaces, or of a kind that has none.</param>
/// <param name="Name">Null for a list.</param>
/// <param name="Why">The cluster's answer.</param>
public sealed record UnreadPart(ObjectKind Kind, string? Namespace, string? Name, string Why)
{
    /// <summary><c>Password list in auth</c>, <c>Secret/auth/dex-passwords</c></summary>
    public string What => Name is null ? ListOf(Kind, Namespace) : new ObjectKey(Kind, Namespace, Name).ToString();

    /// <summary>This object was among what was not looked at.</summary>
    public bool Covers(ObjectKey key) => Kind == key.Kind && (Name is null ? Namespace is null || Namespace == key.Namespace : Name == key.Name && Namespace == key.Namespace);

    /// <summary>A list in words: <c>Node list</c>, <c>Password list in auth</c></summary>
    /// <param name="inNamespace">Null: everywhere.</param>
    public static string ListOf(ObjectKind kind, string? inNamespace) => inNamespace is null ? $"{kind} list" : $"{kind} list in {inNamespace}";
}
