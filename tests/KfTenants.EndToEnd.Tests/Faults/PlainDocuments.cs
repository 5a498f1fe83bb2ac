using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>As <see cref="FaultDocuments"/>, for clusters without Kubeflow: every key that such a file may have comes, changes and goes.</summary>
public static class PlainDocuments
{
    /// <summary>Keys of a tenant whose objects are for its pods.</summary>
    public const string Contents = FaultDocuments.PlainContents + "    podSecurity: {enforce: baseline}\n";

    private const string OtherContents = """
            imagePullSecrets:
              - {name: mirror, registry: mirror.example.com, username: pull-only, passwordFrom: {env: KFT_PULL}, attachTo: [default]}
            configMaps:
              - {name: proxy, data: {NO_PROXY: "example.com"}}
            quotas: [{name: short, hard: {pods: 20}, scopes: [NotTerminating]}]

        """;

    public static TenantsFile Before(string token) => File(token,
        new Team("ann", "ann")
        {
            Contributors = [("ben", "view"), ("cy", "edit"), ("dan", "view")],
            Quota = "{cpu: \"8\", memory: 32Gi}",
            LimitRange = "{default: {cpu: \"1\", memory: 2Gi}}",
            Namespace = "{labels: {team: a, floor: \"1\"}}",
            Posix = "{uid: 20001, gid: 5001}",
            Walltime = "{max: 24h, reaper: true}",
            Contents = Contents,
        },
        new Team("ben", "ben")
        {
            Contributors = [("ann", "view"), ("cy", "edit")],
            Network = "{isolate: true, allowCIDRs: [192.0.2.0/24]}",
            ServiceAccounts = "[{name: sdk-user, preset: view}]",
            RoleBindings = "[{clusterRole: view, groups: [auditors]}]",
        },
        new Team("cy", "cy") { Contributors = [("dan", "edit")], Quota = "{pods: \"5\"}" },
        new Team("dan", "dan") { Contributors = [("ann", "view")], Contents = Contents });

    public static TenantsFile After(string token) => File(token,
        new Team("ann", "ann")
        {
            Contributors = [("cy", "edit"), ("dan", "admin"), ("eve", "view")],
            Quota = "{cpu: \"16\"}",
            Namespace = "{labels: {team: a, floor: \"2\"}}",
            Network = "{isolate: true}",
            Posix = "{uid: 20001, gid: 5002, supplementalGroups: [5001]}",
            Contents = OtherContents,
        },
        new Team("ben", "ben")
        {
            Contributors = [("ann", "view"), ("dan", "edit")],
            Network = "{isolate: true, allowCIDRs: [198.51.100.0/24]}",
            ServiceAccounts = "[{name: ci, preset: edit}]",
            LimitRange = "{default: {cpu: \"1\"}}",
        },
        new Team("cy", "cy") { State = "suspended", Contributors = [("dan", "edit")], Quota = "{pods: \"5\"}" },
        new Team("dan", "dan") { Contributors = [("ann", "view")], Walltime = "{reaper: true}" },
        new Team("eve", "eve")
        {
            Contributors = [("ann", "edit")],
            Quota = "{cpu: \"1\"}",
            Network = "{isolate: true}",
            Posix = "{uid: 20005, gid: 5001}",
            Contents = Contents,
        });

    private static TenantsFile File(string token, params Team[] teams) => new(token, [.. teams])
    {
        Platform = $"  flavor: kubernetes\n  namespacePrefix: {token}-\n  usernamePrefix: \"oidc:\"",
    };
}
