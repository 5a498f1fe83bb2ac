using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Access;

/// <summary>Who has what in which tenant, read from RoleBindings themselves (roleRef and subjects), never from annotations, which may lie.</summary>
public static class Grants
{
    /// <summary>The kinds whose objects let people in: what Kubernetes asks, and what the mesh asks.</summary>
    public static readonly ImmutableArray<ObjectKind> Kinds = [ObjectKind.RoleBinding, ObjectKind.AuthorizationPolicy];

    /// <summary>KFAM lists a binding by these annotations: whom it is for.</summary>
    public const string UserAnnotation = "user";

    /// <summary>And with which role.</summary>
    public const string RoleAnnotation = "role";

    /// <summary>One person's grant by one binding.</summary>
    /// <param name="Role">view, edit, admin, or the bound role's own name.</param>
    public readonly record struct Grant(ObjectKey Binding, string Person, string Role);

    /// <summary>The users of a binding; other subjects are not people.</summary>
    public static IEnumerable<Grant> Of(KubeObject binding) =>
        binding.At("subjects").Items()
            .Where(s => s.TextMember("kind") == "User" && s.TextMember("name") is not null)
            .Select(s => new Grant(binding.Key, s.TextMember("name")!, RoleOf(binding)));

    /// <summary>The same with groups, by the text of <see cref="Subjects"/>.</summary>
    public static IEnumerable<Grant> OfPeople(KubeObject binding) => PeopleOf(binding).Select(p => new Grant(binding.Key, p, RoleOf(binding)));

    /// <summary>Every subject of a binding: an e-mail, <c>Group NAME</c> or <c>ServiceAccount NAMESPACE/NAME</c>.</summary>
    public static IEnumerable<string> Subjects(KubeObject binding) =>
        binding.At("subjects").Items().Select(s => SubjectText(s, binding.Key.Namespace));

    /// <summary>Those of <see cref="Subjects"/> that are people, or stand for people: all but service accounts.</summary>
    public static IEnumerable<string> PeopleOf(KubeObject binding) => Subjects(binding).Where(s => !s.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal));

    /// <summary>One of <see cref="Subjects"/>.</summary>
    public static string SubjectText(JsonElement subject, string? inNamespace) => subject.TextMember("kind") switch
    {
        "User" => subject.TextMember("name") ?? "",
        "ServiceAccount" => $"{ServiceAccountPrefix}{subject.TextMember("namespace") ?? inNamespace}/{subject.TextMember("name")}",
        var kind => $"{kind} {subject.TextMember("name")}",
    };

    /// <summary>The subject is a service account of this namespace.</summary>
    public static bool IsOwnAccount(string subject, string inNamespace) => subject.StartsWith($"{ServiceAccountPrefix}{inNamespace}/", StringComparison.Ordinal);

    /// <summary>Stands before a service account in <see cref="Subjects"/>.</summary>
    public const string ServiceAccountPrefix = "ServiceAccount ";

    /// <summary>
    /// Who has an owner's access in fact: whom the owner's binding names. Of a frozen Profile that is not the owner it names itself;
    /// where there is no binding yet, it is.
    /// </summary>
    public static string? HolderOf(KubeObject? profile, KubeObject? ownerBinding)
    {
        var owner = profile?.Text("spec", "owner", "name");
        return ownerBinding is null || Of(ownerBinding).Any(g => g.Person == owner) ? owner : Of(ownerBinding).Select(g => g.Person).FirstOrDefault();
    }

    /// <summary>What a binding gives: <c>ClusterRole kubeflow-edit</c>.</summary>
    public static string RoleRef(KubeObject binding) => $"{binding.Text("roleRef", "kind")} {binding.Text("roleRef", "name")}";

    /// <summary>The strongest role of each person; an unknown role is stronger than none and weaker than KFAM's.</summary>
    public static ImmutableSortedDictionary<string, string> Strongest(IEnumerable<(string Person, string Role)> roles)
    {
        var strongest = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (person, role) in roles)
        {
            if (!strongest.TryGetValue(person, out var other) || IsStronger(role, other))
            {
                strongest[person] = role;
            }
        }

        return strongest.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>view 0, edit 1, admin 2, owner 3; another role -1.</summary>
    public static int Rank(string role) => role == Owner ? 3 : RoleNames.Parse(role) is { } known ? (int)known : -1;

    /// <summary>Power over a tenant and the access of others to it.</summary>
    public static bool IsPowerful(string? role) => role is Owner or "admin";

    /// <summary>The word for the owner's access.</summary>
    public const string Owner = "owner";

    /// <summary>The word for the access of a person whom only the mesh lets in: to what runs in the namespace, not to its objects.</summary>
    public const string MeshOnly = "mesh";

    /// <summary>The word for being able to sign in.</summary>
    public const string SignIn = "sign in";

    /// <summary>What a bound role is called: view, edit and admin for Kubeflow's, every other by its own name.</summary>
    public static string RoleNamed(string name) => RoleNames.OfClusterRole(name)?.ToText() ?? name;

    // Of two of one rank the first by name.
    private static bool IsStronger(string role, string other) =>
        Rank(role) != Rank(other) ? Rank(role) > Rank(other) : string.CompareOrdinal(role, other) < 0;

    private static string RoleOf(KubeObject binding) => RoleNamed(binding.Text("roleRef", "name") ?? "");
}
