using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>What Kubernetes must allow for one kind, with the reason; a row of what <c>bootstrap</c> prints.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Resource">The plural, with a subresource behind it where one is meant: <c>pods/log</c>.</param>
/// <param name="Names">Only these objects; empty for all.</param>
/// <param name="Why">A sentence for the person who has to grant it.</param>
public sealed record Right(string Group, string Resource, ImmutableArray<string> Names, ImmutableArray<string> Verbs, string Why)
{
    public static readonly ImmutableArray<string> Read = ["get", "list"];
    public static readonly ImmutableArray<string> Get = ["get"];
    public static readonly ImmutableArray<string> Manage = ["create", "patch", "delete"];
    public static readonly ImmutableArray<string> Write = ["create", "patch"];
    public static readonly ImmutableArray<string> Patch = ["patch"];

    public static Right To(ImmutableArray<string> verbs, ObjectKind kind, string why, params ImmutableArray<string> names) =>
        new(kind.Group, kind.Plural, names, verbs, why);
}
