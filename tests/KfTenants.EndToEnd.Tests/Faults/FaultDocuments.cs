using System.Collections.Immutable;
using System.Globalization;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// A tenants file and its successor, between which every kind of change lies: people come, go and change roles, quotas, limit
/// ranges and labels change, service accounts, roles of groups, reapers of pods and what stands in a namespace for its pods come and go, tenants are new, logins come, go and
/// get other hashes. All names begin with a token, so that many such sets can be in one cluster.
/// </summary>
public static class FaultDocuments
{
    private const string Limits = "{default: {cpu: \"1\", memory: 2Gi}}";
    private const string OtherLimits = "{default: {cpu: \"2\", memory: 2Gi}, defaultRequest: {cpu: 100m}}";

    /// <summary>Keys of a tenant whose objects are for its pods, as every cluster has them.</summary>
    public const string PlainContents = """
            imagePullSecrets:
              - {name: registry, registry: registry.example.com, username: pull-only, passwordFrom: {env: KFT_PULL}}
            configMaps:
              - {name: proxy, data: {HTTPS_PROXY: "http://proxy.example.com:3128"}}
            secrets:
              - {name: store, data: {KEY: {env: KFT_STORE}}}

        """;

    /// <summary>The same, and what only Kubeflow has.</summary>
    public const string Contents = PlainContents + """
            podDefaults:
              - name: site
                selector: {matchLabels: {site: "true"}}
                env: [{name: SITE, value: "1"}]

        """;

    private const string OtherContents = """
            imagePullSecrets:
              - {name: registry, registry: registry.example.com, username: pull-and-push, passwordFrom: {env: KFT_PULL}, attachTo: [default-editor]}
              - {name: mirror, registry: mirror.example.com, username: pull-only, passwordFrom: {env: KFT_STORE}}
            configMaps:
              - {name: proxy, data: {NO_PROXY: "example.com"}}
            podDefaults:
              - name: place
                selector: {matchLabels: {site: "true"}}
                env: [{name: SITE, value: "2"}]

        """;

    /// <summary>Who is replaced, not changed, because of what <see cref="Stage.DriftAsync"/> does: without access for a moment.</summary>
    public static readonly string Replaced = Person(5);

    /// <summary>The hashes of all logins: nothing that the program says may contain one.</summary>
    public static readonly ImmutableArray<string> Hashes = [.. Enumerable.Range(1, 11).Select(Hash)];

    public static string Person(int number) => $"p{number.ToString("D2", CultureInfo.InvariantCulture)}@example.com";

    /// <summary>Gives runs in a folder the secrets that the documents name, and watches that no run says any.</summary>
    public static void Arm(Workspace work)
    {
        work.SetSecret("KFT_PULL", "staple battery horse");
        work.SetSecret("KFT_STORE", "horse battery staple");
        foreach (var hash in Hashes)
        {
            work.Hide(hash);
        }
    }

    /// <param name="logins"><c>config</c> or <c>secret</c>.</param>
    /// <param name="withAll">Also the tenants that come later, without contributors: for going back and forth.</param>
    public static TenantsFile Before(string token, string logins = "config", bool withAll = false) => File(token, logins, Enumerable.Range(1, 8).Select(i => Login(i, i)),
    [
        new Team("ann", Person(1))
        {
            Contributors = [(Person(2), "view"), (Person(3), "edit"), (Person(4), "view"), (Person(5), "edit")],
            Quota = "{cpu: \"8\", memory: 32Gi}",
            LimitRange = Limits,
            Namespace = "{labels: {team: a, floor: \"1\"}}",
        },
        new Team("bea", Person(2))
        {
            Contributors = [(Person(1), "view"), (Person(3), "view"), (Person(6), "edit")],
            Quota = "{cpu: \"4\", memory: 8Gi}",
            LimitRange = Limits,
            Namespace = "{labels: {team: b}}",
            ServiceAccounts = "[{name: sdk-user, preset: view}]",
            Contents = "    quotas: [{name: short, hard: {pods: 20}, scopes: [Terminating]}]\n",
        },
        new Team("cat", Person(3))
        {
            Contributors = [(Person(4), "edit"), (Person(7), "view")],
            Quota = "{cpu: \"2\"}",
            Posix = "{uid: 20003, gid: 5001}",
            Contents = Contents,
        },
        new Team("dan", Person(4)) { Contributors = [(Person(5), "view"), (Person(8), "edit"), (Person(9), "view")], Quota = "{cpu: \"2\", memory: 4Gi}" },
        new Team("eve", Person(5))
        {
            Contributors = [(Person(6), "view"), (Person(7), "view"), (Person(8), "view")],
            RoleBindings = "[{clusterRole: kubeflow-view, groups: [auditors]}]",
            Walltime = "{reaper: true}",
        },
        .. withAll ? (Team[])[new Team("fay", Person(6)), new Team("gus", Person(7))] : [],
    ]);

    public static TenantsFile After(string token, string logins = "config") => File(token, logins, Enumerable.Range(3, 8).Select(i => Login(i, i == 5 ? 11 : i)),
    [
        new Team("ann", Person(1))
        {
            Contributors = [(Person(3), "admin"), (Person(4), "edit"), (Person(6), "edit"), (Person(7), "view"), (Person(8), "view")],
            Quota = "{cpu: \"16\", memory: 32Gi}",
            LimitRange = OtherLimits,
            ServiceAccounts = "[{name: ci, preset: edit}]",
            Namespace = "{labels: {team: a, floor: \"2\"}}",
        },
        new Team("bea", Person(2))
        {
            Contributors = [(Person(1), "edit"), (Person(3), "admin"), (Person(9), "view")],
            Quota = "{cpu: \"4\"}",
            Namespace = "{labels: {team: b, floor: \"3\"}}",
            Contents = "    quotas: [{name: short, hard: {pods: 20}, scopes: [NotTerminating]}]\n",
        },
        new Team("cat", Person(3))
        {
            Contributors = [(Person(4), "edit"), (Person(5), "view"), (Person(6), "edit"), (Person(7), "edit"), (Person(8), "view")],
            Quota = "{cpu: \"2\"}",
            LimitRange = Limits,
            Posix = "{uid: 20003, gid: 5002, supplementalGroups: [5001]}",
            Contents = OtherContents,
        },
        new Team("dan", Person(4)) { Contributors = [(Person(5), "view"), (Person(8), "edit")], Quota = "{cpu: \"2\", memory: 4Gi}" },
        new Team("eve", Person(5)) { Contributors = [(Person(8), "view")], Namespace = "{annotations: {note: small}}" },
        new Team("fay", Person(6))
        {
            Contributors = [(Person(1), "view"), (Person(2), "edit")],
            LimitRange = Limits,
            Namespace = "{labels: {team: f}}",
            Network = "{isolate: true}",
        },
        new Team("gus", Person(7))
        {
            Contributors = [(Person(3), "view")],
            Quota = "{cpu: \"1\"}",
            RoleBindings = "[{clusterRole: kubeflow-edit, groups: [oncall], serviceAccounts: [default-editor]}]",
            Walltime = "{max: 24h, reaper: true}",
            Posix = "{uid: 20007, gid: 5001}",
            Contents = Contents,
        },
    ]);

    private static TenantsFile File(string token, string logins, IEnumerable<string> users, Team[] teams) =>
        new(token, [.. teams.Select(team => team with { Name = $"{token}-{team.Name}" })])
        {
            Platform = $"  dex: {{configMap: dex-{token}, deployment: dex-{token}, secret: dex-passwords-{token}, logins: {logins}}}",
            Users = [.. users.Concat(Enumerable.Range(1, 11).Where(i => !users.Any(u => u.Contains(Person(i), StringComparison.Ordinal)))
                .Select(i => $"{{name: {Handle(i)}, email: {Person(i)}}}"))],
        };

    private static string Login(int person, int hash) => $"{{name: {Handle(person)}, email: {Person(person)}, login: {{passwordHash: {Hash(hash)}}}}}";

    private static string Handle(int number) => Person(number)[..3];

    // Shaped as bcrypt writes: 22 characters of salt, 31 of digest, the last of each with the padding bits clear.
    private static string Hash(int number) => $"$2b$12${(char)('a' + number)}bcdefghijklmnopqrstu.012345678901234567890123456789C";
}
