using System.Collections.Immutable;
using KfTenants.Cli.Commands;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Tenants.Reading;
using KfTenants.Yaml;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>Which cluster of the file a command is for.</summary>
public sealed class ClusterTargetsTests : IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-targets-").FullName;

    public ClusterTargetsTests()
    {
        foreach (var name in new[] { "eu", "us" })
        {
            Kubeconfig($"kube/{name}", name);
        }
    }

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Fact]
    public void Without_a_name_the_connection_leads_to_the_cluster_of_the_same_server()
    {
        var set = Set("{name: eu, kubeconfig: kube/eu}", "{name: us, kubeconfig: kube/us}", "{name: lab, directory: lab}");
        Assert.Equal("us", One(set, new ClusterChoice(null, "kube/us", null, null)));
        Assert.Equal("lab", One(set, new ClusterChoice("./lab", null, null, null)));
        Assert.Equal("eu", One(set, Unsaid, ("KUBECONFIG", Path.Combine(_here, "kube/eu"))));
        Assert.Equal("lab", One(set, Unsaid, ("KFTENANTS_CLUSTER_DIR", "lab/")));
    }

    [Fact]
    public void A_connection_that_is_none_of_them_or_two_of_them_is_refused()
    {
        Kubeconfig("kube/other", "other");
        var set = Set("{name: eu, kubeconfig: kube/eu}", "{name: again, context: eu, kubeconfig: kube/eu}");
        Assert.Contains("https://other.test is none of them: give --cluster with again or eu", Refused(set, "kube/other"), StringComparison.Ordinal);
        Assert.Contains("https://eu.test is more than one of them", Refused(set, "kube/eu"), StringComparison.Ordinal);

        string Refused(TenantSet of, string kubeconfig) =>
            Assert.Throws<RefusedException>(() => One(of, new ClusterChoice(null, kubeconfig, null, null))).Message;
    }

    [Fact]
    public void Two_contexts_of_one_server_are_one_cluster()
    {
        var set = Set("{name: eu, kubeconfig: kube/eu}", "{name: again, context: eu, kubeconfig: kube/eu}");
        var refused = Assert.Throws<RefusedException>(() => ClusterTargets.Several(set, Unsaid with { Names = ["all"] }, Terminal().Value));
        Assert.Equal((ExitCode.Invalid, true), (refused.Code, refused.Message.Contains("clusters again and eu of the file are one, https://eu.test", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_name_comes_before_what_the_environment_says()
    {
        var set = Set("{name: eu, kubeconfig: kube/eu}", "{name: us, kubeconfig: kube/us}");
        var target = ClusterTargets.One(set, Unsaid with { Names = ["us"] }, Terminal(("KUBECONFIG", "kube/eu"), ("KFTENANTS_CLUSTER_DIR", "lab")).Value);
        Assert.Equal("https://us.test", Clusters.AddressOf(target.Choice, Terminal(("KUBECONFIG", "kube/eu")).Value));
    }

    [Fact]
    public void A_kubeconfig_behind_a_link_out_of_the_directory_is_not_read()
    {
        Directory.CreateDirectory(Path.Combine(_here, "set"));
        File.CreateSymbolicLink(Path.Combine(_here, "set", "link"), Path.Combine(_here, "kube", "eu"));
        var set = Read("set/tenants.yaml", "{name: eu, kubeconfig: link}");
        Assert.Null(Clusters.AddressOf(Unsaid with { Entry = set.Clusters[0] }, Terminal().Value));
        Assert.NotNull(Clusters.AddressOf(Unsaid with { Entry = Read("tenants.yaml", "{name: eu, kubeconfig: set/link}").Clusters[0] }, Terminal().Value));
        Assert.NotNull(Clusters.AddressOf(
            Unsaid with
            {
                Entry = Read("set/tenants.yaml", "{name: eu, kubeconfig: eu}").Clusters[0],
                Places = SecretPlaces.Usual with { Directory = Path.Combine(_here, "kube") },
            },
            Terminal().Value));
    }

    private static ClusterChoice Unsaid => new(null, null, null, null);

    private string? One(TenantSet set, ClusterChoice choice, params (string, string)[] environment) => ClusterTargets.One(set, choice, Terminal(environment).Value).Set!.Cluster;

    private TestTerminal Terminal(params (string Name, string Value)[] environment) =>
        new() { Directory = _here, Environment = environment.ToImmutableDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal) };

    private static TenantSet Set(params string[] clusters) => Read("tenants.yaml", clusters);

    private static TenantSet Read(string file, params string[] clusters)
    {
        var text = $"""
            apiVersion: kftenants.io/v1
            kind: TenantSet
            metadata: {"{name: s}"}
            clusters: [{string.Join(", ", clusters)}]
            tenants: [{"{name: team-a, owner: ana@example.com}"}]
            """;
        Assert.True(YamlDocument.Parse(file, text).TryGet(out var document, out _));
        var read = TenantReader.Read([document], TenantResources.Rules, TestTerminal.Now);
        Assert.True(read.TryGet(out var set, out var findings), string.Join('\n', findings));
        return set;
    }

    private void Kubeconfig(string path, string name)
    {
        Directory.CreateDirectory(Path.Combine(_here, Path.GetDirectoryName(path)!));
        File.WriteAllText(Path.Combine(_here, path), $$$"""
            apiVersion: v1
            kind: Config
            current-context: {{{name}}}
            contexts: [{name: {{{name}}}, context: {cluster: {{{name}}}, user: u}}]
            clusters: [{name: {{{name}}}, cluster: {server: "https://{{{name}}}.test"}}]
            users: [{name: u, user: {token: t}}]
            """);
    }
}
