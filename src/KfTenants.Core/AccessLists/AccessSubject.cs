using System.Text.Json;
using KfTenants.Access;
using KfTenants.Kube;

namespace KfTenants.AccessLists;

/// <summary>What has access.</summary>
public enum SubjectKind
{
    /// <summary>One person, known by e-mail.</summary>
    Person,

    /// <summary>All people whose e-mail begins or ends so: <c>*@example.com</c>.</summary>
    Pattern,

    /// <summary>A group of Kubernetes; who is in it, the identity provider knows.</summary>
    Group,

    /// <summary><c>NAMESPACE/NAME</c></summary>
    ServiceAccount,

    /// <summary>All workloads of a namespace, or a principal of the mesh that is no service account.</summary>
    Workload,

    /// <summary>Every workload and every person.</summary>
    Everyone,

    /// <summary>A component of Kubernetes.</summary>
    System,
}

/// <summary>Who has access, with its kind: a user may be called "Group x", and is none.</summary>
public readonly record struct AccessSubject(SubjectKind Kind, string Name) : IComparable<AccessSubject>
{
    private const string AccountUser = "system:serviceaccount:";

    /// <summary>A person, or what stands for people whose names are not known here.</summary>
    public bool IsPeople => Kind is SubjectKind.Person or SubjectKind.Pattern or SubjectKind.Group or SubjectKind.Everyone;

    /// <summary>Whom a subject of a binding is.</summary>
    public static AccessSubject Of(JsonElement subject, string? inNamespace)
    {
        var name = subject.TextMember("name") ?? "";
        return subject.TextMember("kind") switch
        {
            "ServiceAccount" => new AccessSubject(SubjectKind.ServiceAccount, $"{subject.TextMember("namespace") ?? inNamespace}/{name}"),
            "Group" => new AccessSubject(SubjectKind.Group, name),
            "User" => OfUser(name),
            var kind => new AccessSubject(SubjectKind.System, $"{kind} {name}"),
        };
    }

    /// <summary>Whom a policy means.</summary>
    public static AccessSubject Of(MeshSubject subject) => subject switch
    {
        { Who: "*" } => new AccessSubject(SubjectKind.Everyone, PolicyReach.Everyone.Who),
        { IsPerson: true } => subject.Who.StartsWith('*') || subject.Who.EndsWith('*') ? new AccessSubject(SubjectKind.Pattern, subject.Who) : OfUser(subject.Who),
        _ when subject == PolicyReach.Everyone => new AccessSubject(SubjectKind.Everyone, subject.Who),
        _ when subject.Who.StartsWith(Grants.ServiceAccountPrefix, StringComparison.Ordinal) =>
            new AccessSubject(SubjectKind.ServiceAccount, subject.Who[Grants.ServiceAccountPrefix.Length..]),
        _ => new AccessSubject(SubjectKind.Workload, subject.Who),
    };

    /// <summary>This very person, or all people of a pattern that fits (Istio compares header values exactly, but for a <c>*</c> at one end).</summary>
    public bool Means(string person) => Kind switch
    {
        SubjectKind.Person => Name == person,
        SubjectKind.Pattern => Name.StartsWith('*') ? person.EndsWith(Name[1..], StringComparison.Ordinal) : person.StartsWith(Name[..^1], StringComparison.Ordinal),
        _ => false,
    };

    /// <summary><c>ana@example.com</c>, <c>Group ml</c>, <c>ServiceAccount team-a/default-editor</c>, <c>everyone</c></summary>
    public override string ToString() => Kind switch
    {
        SubjectKind.Person when Name.Contains(' ', StringComparison.Ordinal) || Name is "everyone" => $"User {Name}",
        SubjectKind.Group or SubjectKind.ServiceAccount => $"{Kind} {Name}",
        _ => Name,
    };

    // People first, then what stands for people.
    public int CompareTo(AccessSubject other) => Kind == other.Kind ? string.CompareOrdinal(Name, other.Name) : Kind.CompareTo(other.Kind);

    public static bool operator <(AccessSubject left, AccessSubject right) => left.CompareTo(right) < 0;

    public static bool operator >(AccessSubject left, AccessSubject right) => left.CompareTo(right) > 0;

    public static bool operator <=(AccessSubject left, AccessSubject right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AccessSubject left, AccessSubject right) => left.CompareTo(right) >= 0;

    private static AccessSubject OfUser(string name) =>
        name.StartsWith(AccountUser, StringComparison.Ordinal) && name[AccountUser.Length..].Split(':') is [var space, var account]
            ? new AccessSubject(SubjectKind.ServiceAccount, $"{space}/{account}")
            : new AccessSubject(name.StartsWith("system:", StringComparison.Ordinal) ? SubjectKind.System : SubjectKind.Person, name);
}
