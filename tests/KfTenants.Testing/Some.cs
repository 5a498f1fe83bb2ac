using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;

namespace KfTenants.Testing;

/// <summary>Ordinary values of the model, to be changed by <c>with</c>.</summary>
public static class Some
{
    public const string SetName = "production";

    public static readonly SourceLocation Place = new("tenants.yaml", 1, 1);

    public static readonly ClusterIdentity Cluster = new("cluster-uid", "https://cluster.example", IsDirectory: false);

    public static Tenant Tenant(string name, string owner = "ana@example.com", params Contributor[] contributors) => new(
        name,
        owner,
        Place,
        [.. contributors.OrderBy(c => c.Email, StringComparer.Ordinal)],
        ImmutableSortedDictionary<string, string>.Empty,
        Place,
        LimitRange: null,
        Place,
        [],
        ImmutableSortedDictionary<string, string>.Empty,
        ImmutableSortedDictionary<string, string>.Empty,
        Place,
        Place);

    public static Contributor Contributor(string email, Role role = Role.Edit) => new(email, role, Place);

    public static ImmutableSortedDictionary<string, string> Quantities(params (string Name, string Value)[] quantities) =>
        quantities.ToImmutableSortedDictionary(q => q.Name, q => q.Value, StringComparer.Ordinal);

    /// <summary>One or two quotas of some pods: consecutive draws differ in amounts, in scopes, or in both.</summary>
    public static ImmutableArray<AdditionalQuota> Quotas(Random random) =>
    [
        new AdditionalQuota("batch", Quantities(("cpu", $"{random.Next(1, 4)}"), ("requests.nvidia.com/gpu", "2")), [], random.Next(2) == 0 ? ["low"] : ["high", "low"], Place),
        .. random.Next(2) == 0 ? ImmutableArray<AdditionalQuota>.Empty
            : [new AdditionalQuota("short", Quantities(("pods", $"{random.Next(1, 4)}")), [random.Next(2) == 0 ? "Terminating" : "NotTerminating"], [], Place)],
    ];

    public static User User(string email, Login? login = null) =>
        new(email.Split('@')[0], email, email.Split('@')[0], null, login, null, null, null, null, Place);

    public static TenantSet Set(params Tenant[] tenants) => new(
        SetName,
        "sha256:0",
        new Platform(DexPlatform.Default(Place), new IstioPlatform(null, null, null)),
        [],
        [.. tenants.OrderBy(t => t.Name, StringComparer.Ordinal)],
        GuardLimits.Default);

    /// <summary>The same people, limits and states where there is no Kubeflow.</summary>
    public static TenantSet OnKubernetes(TenantSet set, ClusterRoles? roles = null)
    {
        var given = roles ?? ClusterRoles.Kubernetes;
        return set with
        {
            Platform = set.Platform with { Flavor = Flavor.Kubernetes, Roles = given },
            Users = [],
            Tenants =
            [
                .. set.Tenants.Select(t => t with
                {
                    Flavor = Flavor.Kubernetes,
                    OwnerGrant = new Contributor(t.Owner, Role.Owner, t.OwnerOrigin) { ClusterRole = given.Owner },
                    Contributors = [.. t.Contributors.Select(c => c with { ClusterRole = given.Of(c.Role) })],
                    Network = t.LimitRange is null ? null : new NetworkIsolation(["monitoring"], ["192.0.2.0/24"], Place),
                    Plugins = [],
                }),
            ],
        };
    }

    public static DexLogins Logins(params DexUser[] users) => new(
        SetName,
        new ObjectKey(ObjectKind.ConfigMap, "auth", "dex"),
        "config.yaml",
        new ObjectKey(ObjectKind.Deployment, "auth", "dex"),
        [.. users.OrderBy(u => u.Email, StringComparer.Ordinal)],
        Secret: null,
        OnlyAdd: false,
        Place);

    public static DexUser DexUser(string email, string hash = "$2b$12$abcdefghijklmnopqrstuuMYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm") =>
        new(email, hash, null, email.Split('@')[0], "1-" + email, null, null, null, null);
}
