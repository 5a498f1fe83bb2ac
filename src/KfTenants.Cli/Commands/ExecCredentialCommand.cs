using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Kubernetes;

namespace KfTenants.Cli.Commands;

/// <summary><c>exec-credential</c>: a credential plugin of kubectl and every other client (client.authentication.k8s.io): one short token for each use.</summary>
internal static class ExecCredentialCommand
{
    public const string Name = "exec-credential";

    /// <summary>What a client tells its plugin.</summary>
    private const string InfoVariable = "KUBERNETES_EXEC_INFO";

    private static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(1);

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var tenant = new Argument<string>("TENANT") { Description = "The tenant's namespace. No tenants file is read." };
        var account = new Option<string>("--service-account") { Description = "The account whose token is printed.", HelpName = "NAME", Required = true };
        var lifetime = CommonOptions.Duration("--ttl", "How long the token lives. Default: 1h");
        var show = Show();
        var command = new Verb(
            VerbGroup.SettingUp, Name, "Print a token as an ExecCredential: the plugin of a kubeconfig made with kubeconfig --exec.",
            new Example("kftenants exec-credential team-vision --service-account sdk-user --kubeconfig /etc/kftenants/kubeconfig", "What kubectl runs by itself."))
        {
            tenant,
            { Section.Input, account, lifetime },
            { Section.Output, show },
        };
        global.AddClusterTo(command, NamedClusters.None);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetRequiredValue(tenant),
            parsed.GetRequiredValue(account),
            parsed.GetValue(lifetime),
            parsed.GetValue(show),
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    /// <summary>For commands whose answer is a token.</summary>
    public static Option<bool> Show() => new("--show") { Description = "Write the token although standard output is a terminal." };

    private static async Task<ExitCode> RunAsync(
        string tenant, string account, TimeSpan? asked, bool show, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        ReservedNamespaces.Refuse(tenant, set: null);
        var lifetime = CredentialTenant.Lifetime(asked ?? UsualLifetime, terminal);
        CredentialTenant.RefuseTerminal(terminal, show, "kubectl runs this command by itself");
        var version = Version(terminal);
        var (api, _) = Clusters.OpenServer(choice, verbose, terminal, withheld: [], "issues no tokens");
        using var connection = api;
        var issued = await api.IssueAsync(new ObjectKey(ObjectKind.ServiceAccount, tenant, account), new TokenWish(lifetime, [], Anchor: null), cancellationToken);
        var answer = new JsonObject
        {
            ["apiVersion"] = version,
            ["kind"] = "ExecCredential",
            ["status"] = new JsonObject { ["expirationTimestamp"] = Times.Seconds(issued.Expires), ["token"] = issued.Token },
        };
        await terminal.Out.WriteLineAsync(CanonicalJson.Of(answer).AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }

    // A client takes no other version than the one that it asks for.
    private static string Version(Terminal terminal)
    {
        try
        {
            return terminal.Environment.GetValueOrDefault(InfoVariable) is { Length: > 0 } text && (string?)JsonNode.Parse(text)?["apiVersion"] == HandedUser.WithPlugin.V1Beta1
                ? HandedUser.WithPlugin.V1Beta1
                : HandedUser.WithPlugin.V1;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new KfTenantsException($"{InfoVariable}: is no ExecCredential");
        }
    }
}
