using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>Whom an API server sees: a user and the groups that come with it.</summary>
public sealed record Identity(string User, ImmutableArray<string> Groups)
{
    private const string SignedIn = "system:authenticated";

    /// <summary>A person of whose groups the identity provider alone knows.</summary>
    public static Identity Person(string email) => new(email, [SignedIn]);

    /// <summary>Any member of a group.</summary>
    public static Identity MemberOf(string group) => new($"a member of {group}", group == SignedIn ? [SignedIn] : [group, SignedIn]);

    public static Identity Account(string space, string name) =>
        new($"system:serviceaccount:{space}:{name}", ["system:serviceaccounts", "system:serviceaccounts:" + space, SignedIn]);

    /// <summary>Whom a subject of a binding names.</summary>
    /// <param name="space">The binding's namespace, for service accounts that name none.</param>
    public static Identity Of(JsonNode subject, string? space) => (string?)subject["kind"] switch
    {
        "User" => Person((string)subject["name"]!),
        "Group" => MemberOf((string)subject["name"]!),
        _ => Account((string?)subject["namespace"] ?? space ?? "", (string)subject["name"]!),
    };

    public override string ToString() => User;
}

/// <summary>What somebody wants to do in a namespace.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Resource">With its subresource: <c>pods/exec</c>.</param>
/// <param name="Name">Null: no object in particular.</param>
public sealed record Request(string Verb, string Group, string Resource, string? Name = null)
{
    public override string ToString() => $"{Verb} {Resource}{(Group.Length == 0 ? "" : "." + Group)}{(Name is null ? "" : " " + Name)}";
}
