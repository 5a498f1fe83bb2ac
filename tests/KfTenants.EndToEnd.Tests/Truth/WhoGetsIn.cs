using System.Collections.Immutable;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>One way into a namespace.</summary>
/// <param name="Who">A person's address; else <c>Group x</c>, <c>ServiceAccount ns/x</c>, or <see cref="Mesh.Everyone"/>.</param>
/// <param name="As">view, edit, admin, or what of those it is; <c>mesh</c>: let through to the workloads.</param>
public sealed record Way(string Who, string As)
{
    /// <summary>By name, then role.</summary>
    public static readonly IComparer<Way> Order = Comparer<Way>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));

    public override string ToString() => $"{Who} ({As})";
}

/// <summary>Which people get into a namespace and with which role, by what Kubernetes and the mesh honour, and by nothing of the product's.</summary>
public static class WhoGetsIn
{
    /// <summary>How the mesh lets in.</summary>
    public const string ByMesh = "mesh";

    // Strongest first.
    private static readonly string[] Roles = ["admin", "edit", "view"];

    /// <summary>What is so in the cluster; empty when the namespace does not exist.</summary>
    public static async Task<ImmutableSortedSet<Way>> NowAsync(IKubernetes api, string space)
    {
        if (await api.FindAsync(Live.NamespacePath(space)) is null)
        {
            return ImmutableSortedSet.Create(Way.Order);
        }

        var rbac = await Authorizer.ReadAsync(api, space);
        var requests = new Dictionary<string, ImmutableArray<Request>>(StringComparer.Ordinal);
        foreach (var role in Roles)
        {
            requests[role] = await Authorizer.AllOfAsync(api, "kubeflow-" + role);
        }

        var bound = from named in rbac.Named
                    where !ToolRoles.Runs(named.Value.User)
                    let role = RoleOf(request => rbac.Allows(named.Value, request), requests)
                    where role is not null
                    select new Way(named.Key.StartsWith("User ", StringComparison.Ordinal) ? named.Value.User : named.Key, role);
        return bound.Concat((await Mesh.AdmittedAsync(api, space)).Select(person => new Way(person, ByMesh))).ToImmutableSortedSet(Way.Order);
    }

    /// <summary>What a tenants file says of one of its tenants, with the two service accounts that every tenant has.</summary>
    public static ImmutableSortedSet<Way> Of(Team team)
    {
        if (team.State == "absent")
        {
            return ImmutableSortedSet.Create(Way.Order);
        }

        (string Email, string Role)[] people = team.State == "suspended"
            ? [("suspended@kftenants.invalid", "admin")]
            : [(team.Owner, "admin"), .. team.Contributors];
        return people.SelectMany(p => (Way[])[new Way(p.Email, p.Role), new Way(p.Email, ByMesh)])
            .Append(new Way($"ServiceAccount {team.Name}/default-editor", "edit"))
            .Append(new Way($"ServiceAccount {team.Name}/default-viewer", "view"))
            .ToImmutableSortedSet(Way.Order);
    }

    private static string? RoleOf(Func<Request, bool> may, Dictionary<string, ImmutableArray<Request>> requests)
    {
        var allowed = requests["admin"].Where(may).ToHashSet();
        if (allowed.Count == 0)
        {
            return null;
        }

        var role = Roles.FirstOrDefault(r => requests[r].All(allowed.Contains));
        var more = allowed.Except(role is null ? [] : requests[role]).ToList();
        return more.Count == 0 ? role : $"{role ?? "some"} and {string.Join(", ", more.Take(3))}{(more.Count > 3 ? " …" : "")}";
    }
}
