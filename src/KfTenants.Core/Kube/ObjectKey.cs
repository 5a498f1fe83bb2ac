namespace KfTenants.Kube;

/// <summary>Which object: kind, namespace (null when the kind has none) and name. Prints <c>RoleBinding/team-a/user-ana</c>.</summary>
public readonly record struct ObjectKey(ObjectKind Kind, string? Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>Stable name inside a cluster, for machines: <c>rolebinding/team-a/user-ana-edit</c>.</summary>
    public string Id => Namespace is null ? $"{Kind.IdName}/{Name}" : $"{Kind.IdName}/{Namespace}/{Name}";

    public int CompareTo(ObjectKey other)
    {
        var byKind = Kind.CompareTo(other.Kind);
        if (byKind != 0)
        {
            return byKind;
        }

        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}
