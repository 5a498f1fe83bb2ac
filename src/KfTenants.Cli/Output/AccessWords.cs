using System.Collections.Immutable;
using KfTenants.AccessLists;
using KfTenants.Kube;
using KfTenants.Logins;

namespace KfTenants.Cli.Output;

/// <summary>What the formats of <c>access</c> say of one entry or person, in the same words.</summary>
internal static class AccessWords
{
    public const string EveryTenant = "every tenant";

    /// <summary><c>group vision</c>, <c>policy only</c>, <c>ClusterRoleBinding</c></summary>
    public static string Route(AccessEntry entry) => entry.Route switch
    {
        AccessRoute.Owner => "owner",
        AccessRoute.Contributor => "contributor",
        AccessRoute.Group => $"group {entry.Declared?.Group}",
        AccessRoute.RoleBinding => "RoleBinding",
        AccessRoute.Policy => "policy only",
        AccessRoute.ClusterRoleBinding => "ClusterRoleBinding",
        _ => "mesh-wide policy",
    };

    /// <summary>Within their tenant: <c>RoleBinding x, AuthorizationPolicy y</c>; <c>Grant x</c> where the two have one name, as a plan calls them.</summary>
    public static string Objects(ImmutableArray<ObjectKey> objects) =>
        objects is [{ Name: var one }, { Name: var other }] && one == other && objects[0].Kind == ObjectKind.RoleBinding
            ? $"Grant {one}"
            : string.Join(", ", objects.Select(o => $"{o.Kind} {o.Name}"));

    /// <summary>Who decides about it, and until when; empty where nothing is known.</summary>
    public static string Standing(AccessEntry entry)
    {
        string?[] words =
        [
            entry.ManagedBy is { } set ? set == "another set" ? set : $"set {set}" : null,
            entry is { Declared: not null, ManagedBy: null } ? "in the file, not managed" : null,
            entry.IsUnmanaged ? "unmanaged" : null,
            entry.IsDropped ? "no longer in the file" : null,
            entry.Declared is { HasEnded: true, Until: { } over } ? $"ended {Times.Seconds(over)}"
                : entry.Declared?.Until is { } end ? $"ends {Times.Seconds(end)}"
                : null,
            entry.Declared is { } said && said.Role != entry.Role && !said.HasEnded ? $"the file says {said.Role}" : null,
            entry is { Route: AccessRoute.Owner, HasKubernetes: false } ? "no binding: profile-controller has not made it" : null,
            entry is { HasKubernetes: true, HasMesh: false, IsWithoutMesh: false, Tenant: not null, Subject.Kind: SubjectKind.Person }
                ? "no policy: cannot open its pages in a browser"
                : null,
            entry.Declared?.Origin is { } at ? at.ToString() : null,
        ];
        return string.Join(", ", words.OfType<string>());
    }

    /// <summary><c>can sign in</c>, and what stands in the way of it.</summary>
    public static string SignIn(PersonSignIn signIn) => signIn.State switch
    {
        SignInState.Login => "can sign in with a login in Dex",
        SignInState.OtherSpelling => $"cannot sign in under this spelling: the login in Dex is {signIn.As}, which Kubernetes and the mesh take for another person",
        SignInState.Elsewhere => signIn.Detail is null
            ? "no login in the file: signs in elsewhere"
            : $"no login in Dex; may sign in through a connector ({signIn.Detail})",
        SignInState.None => "cannot sign in through Dex: it has no login for this e-mail, and no connector",
        _ => $"whether this person can sign in is not known: {signIn.Detail}",
    };

    /// <summary>The same as one word, for programs.</summary>
    public static string Word(this SignInState state) => state switch
    {
        SignInState.Login => "login",
        SignInState.OtherSpelling => "otherSpelling",
        SignInState.Elsewhere => "elsewhere",
        SignInState.None => "none",
        _ => "unknown",
    };

    public static string Word(this SubjectKind kind) => kind switch
    {
        SubjectKind.Person => "person",
        SubjectKind.Pattern => "pattern",
        SubjectKind.Group => "group",
        SubjectKind.ServiceAccount => "serviceAccount",
        SubjectKind.Workload => "workload",
        SubjectKind.Everyone => "everyone",
        _ => "system",
    };

    public static string Word(this TenantCondition condition) => condition.ToString().ToLowerInvariant();
}
