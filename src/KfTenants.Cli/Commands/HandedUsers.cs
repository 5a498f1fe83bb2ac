using System.Text.RegularExpressions;
using KfTenants.Credentials;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The users of handed-out kubeconfigs that sign in by a program: none of them is told anything secret.</summary>
internal static partial class HandedUsers
{
    // The server and the client that Azure has for every cluster of AKS.
    private const string AksServer = "6dae42f8-4368-4678-94ff-3960e28e3630";
    private const string AksClient = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

    /// <summary>kftenants itself, with the rights that the machine of who uses it has.</summary>
    /// <exception cref="RefusedException">We were not led to the cluster by one kubeconfig that could lead them, too.</exception>
    public static HandedUser OfPlugin(string name, string tenant, string account, ClusterConnection connection) => connection.OwnKubeconfig is var (file, context)
        ? new HandedUser.WithPlugin(
            name, HandedUser.WithPlugin.V1, "kftenants",
            [ExecCredentialCommand.Name, tenant, "--service-account", account, "--kubeconfig", file, "--context", context],
            "kftenants is needed, and the kubeconfig that it is told to use: one with the right to issue tokens of this account.")
        : throw new RefusedException(ExitCode.Usage, "--exec: name a kubeconfig with --kubeconfig: the plugin signs in with it, and must not use the file that it is in");

    /// <exception cref="RefusedException">The file does not say who the issuer is.</exception>
    public static HandedUser OfOidc(string name, Platform platform) => platform.Oidc is { } oidc
        ? new HandedUser.WithPlugin(
            name, HandedUser.WithPlugin.V1, "kubectl",
            [
                "oidc-login", "get-token", $"--oidc-issuer-url={oidc.IssuerUrl}", $"--oidc-client-id={oidc.ClientId}",
                .. oidc.ExtraScopes.Select(s => $"--oidc-extra-scope={s}"),
            ],
            "kubelogin is needed: kubectl krew install oidc-login, or see https://github.com/int128/kubelogin.")
        : throw new RefusedException(ExitCode.Usage, "--oidc: the tenants file has no platform.oidc, which says who the issuer is");

    public static HandedUser OfGke(string name) => new HandedUser.WithPlugin(
        name, HandedUser.WithPlugin.V1Beta1, "gke-gcloud-auth-plugin", [], "gke-gcloud-auth-plugin is needed: gcloud components install gke-gcloud-auth-plugin.")
    {
        NeedsCluster = true,
    };

    public static HandedUser OfAks(string name, string directory) => new HandedUser.WithPlugin(
        name, HandedUser.WithPlugin.V1Beta1, "kubelogin",
        [
            "get-token", "--environment", "AzurePublicCloud", "--server-id", AksServer, "--client-id", AksClient,
            "--tenant-id", IsWord(directory) ? directory : throw new RefusedException(ExitCode.Usage, "--aks: write the id of the directory (az account show --query tenantId)"),
            "--login", "devicecode",
        ],
        "kubelogin of Azure is needed: az aks install-cli, or see https://azure.github.io/kubelogin.");

    /// <param name="server">Of the cluster: its name says the region.</param>
    public static HandedUser OfEks(string name, string cluster, string server)
    {
        var parts = cluster.Split(':');
        var region = parts.Length > 1 ? parts[1] : EksServer().Match(new Uri(server).Host) is { Success: true } match ? match.Groups["region"].Value : "";
        return parts.Length < 3 && IsWord(parts[0]) && IsWord(region)
            ? new HandedUser.WithPlugin(
                name, HandedUser.WithPlugin.V1Beta1, "aws", ["--region", region, "eks", "get-token", "--cluster-name", parts[0], "--output", "json"],
                "The AWS command line is needed: https://docs.aws.amazon.com/cli, version 2 or 1.16.156 and newer.")
            : throw new RefusedException(ExitCode.Usage, $"--eks {cluster}: write CLUSTER:REGION, for example ml:eu-west-1; the server's name does not say the region");
    }

    // What begins with a dash would be an option.
    private static bool IsWord(string text) => Word().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\.(?<region>[a-z]{2}(-[a-z]+)+-[0-9])\.eks\.amazonaws\.com(\.cn)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex EksServer();
}
