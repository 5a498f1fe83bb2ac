using System.Collections.Immutable;

namespace KfTenants.Access;

/// <summary>A RoleBinding beside the contributors' that a set gave.</summary>
/// <param name="Uid">Null until it has been seen.</param>
/// <param name="People">The people and groups who had a role by it, as <see cref="Grants.Subjects"/> has them, in ordinal order.</param>
public sealed record GivenBinding(string Name, string? Uid, ImmutableArray<string> People)
{
    /// <summary>With the object that either of the two knows, and everyone whom either of them lets in.</summary>
    public GivenBinding With(GivenBinding newer) => this with
    {
        Uid = newer.Uid ?? Uid,
        People = [.. People.Union(newer.People, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };

    public bool Equals(GivenBinding? other) => other is not null && Name == other.Name && Uid == other.Uid && People.SequenceEqual(other.People);

    public override int GetHashCode() => HashCode.Combine(Name, Uid, People.Length);
}
