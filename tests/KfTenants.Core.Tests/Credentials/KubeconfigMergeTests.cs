using System.Collections.Immutable;

namespace KfTenants.Credentials;

public sealed class KubeconfigMergeTests
{
    private const string Own = """
        # my clusters
        apiVersion: v1
        kind: Config
        x-unknown: {kept: true}
        clusters:
        - cluster:
            certificate-authority: ca.crt   # beside this file
            server: https://api.dev.example.com:6443
          name: dev
        # the users
        users:
          - name: me
            user:
              token: mine
        contexts:
        - context: {cluster: dev, user: me}
          name: dev
        current-context: dev
        preferences: {}

        """;

    private static readonly HandedKubeconfig Added =
        new("demo", "https://api.demo.example.com:6443", "team-a", new HandedUser.WithToken("team-a-sdk@demo", "eyJh.b.c")) { AuthorityPem = "PEM" };

    [Fact]
    public void A_file_of_its_own_is_as_kubectl_writes_it() => Assert.Equal(
        """
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: UEVN
            server: https://api.demo.example.com:6443
          name: demo
        contexts:
        - context:
            cluster: demo
            namespace: team-a
            user: team-a-sdk@demo
          name: team-a@demo
        current-context: team-a@demo
        kind: Config
        preferences: {}
        users:
        - name: team-a-sdk@demo
          user:
            token: eyJh.b.c

        """.ReplaceLineEndings("\n"),
        Added.ToYaml());

    [Fact]
    public void A_plugin_says_how_it_may_ask_and_where_it_comes_from()
    {
        var user = new HandedUser.WithPlugin(
            "oidc@demo", HandedUser.WithPlugin.V1, "kubectl", ["oidc-login", "get-token", "--oidc-issuer-url=https://dex.example.com/dex"], "Install it: see https://x.");
        var text = (Added with { User = user }).ToYaml();
        Assert.EndsWith("""
            users:
            - name: oidc@demo
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  args:
                  - oidc-login
                  - get-token
                  - --oidc-issuer-url=https://dex.example.com/dex
                  command: kubectl
                  env: null
                  installHint: "Install it: see https://x."
                  interactiveMode: IfAvailable
                  provideClusterInfo: false

            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJh", user.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_other_line_stays_as_it_is()
    {
        var merged = Merge(Own, Added);
        var rest = new Queue<string>(Lines(Own));
        var added = Lines(merged).Where(l => !(rest.TryPeek(out var next) && next == l && rest.Dequeue() == l)).ToList();
        Assert.Empty(rest);
        Assert.Equal(12, added.Count);
        Assert.Contains("current-context: dev\n", merged, StringComparison.Ordinal);
        Assert.Contains("  - name: team-a-sdk@demo\n    user:\n      token: eyJh.b.c\n", merged, StringComparison.Ordinal);
        Assert.Contains("- context:\n    cluster: demo\n    namespace: team-a\n    user: team-a-sdk@demo\n  name: team-a@demo\n", merged, StringComparison.Ordinal);

        // Once more it is the same, and with another token only that line is another.
        Assert.Equal(merged, Merge(merged, Added));
        var renewed = Merge(merged, Added with { User = new HandedUser.WithToken("team-a-sdk@demo", "eyJh.d.e") });
        Assert.Equal(merged.Replace("eyJh.b.c", "eyJh.d.e", StringComparison.Ordinal), renewed);
    }

    [Fact]
    public void The_current_context_changes_on_request_or_where_there_is_none()
    {
        Assert.Contains("current-context: team-a@demo\n", Merge(Own, Added, use: true), StringComparison.Ordinal);
        var without = Own.Replace("current-context: dev\n", "", StringComparison.Ordinal);
        Assert.Contains("current-context: team-a@demo\n", Merge(without, Added), StringComparison.Ordinal);
        var empty = Own.Replace("current-context: dev", "current-context: \"\"", StringComparison.Ordinal);
        Assert.Contains("current-context: team-a@demo\n", Merge(empty, Added), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    public void An_empty_file_becomes_one_of_its_own(string text) => Assert.Equal(Added.ToYaml(), Merge(text, Added));

    [Theory]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: []\ncontexts: null\nusers:\n")]
    [InlineData("apiVersion: v1\nkind: Config")]
    public void Empty_lists_are_filled(string text)
    {
        var merged = Merge(text, Added);
        Assert.Contains("clusters:\n- cluster:\n", merged, StringComparison.Ordinal);
        Assert.Contains("users:\n- name: team-a-sdk@demo\n", merged, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_of_the_same_server_stays_as_its_owner_has_it()
    {
        var merged = Merge(Own, Added with { Cluster = "dev", Server = "https://api.dev.example.com:6443/" });
        Assert.Contains("certificate-authority: ca.crt   # beside this file", merged, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate-authority-data", merged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: v1\nclusters:\n- {name: demo, cluster: {server: https://other.example.com}}\n", "another server (https://other.example.com)")]
    [InlineData("{apiVersion: v1, clusters: [{name: a, cluster: {server: x}}], contexts: [], users: []}\n", "cannot be edited")]
    [InlineData("{\"apiVersion\": \"v1\"}\n", "cannot be edited")]
    [InlineData("apiVersion: v1\nusers: {}\n", "cannot be edited")]
    [InlineData("apiVersion: v1\napiVersion: v1\n", "has a key twice")]
    [InlineData("- a\n", "is not a kubeconfig")]
    [InlineData("a: [\n", "own.yaml:")]
    [InlineData("apiVersion: v1\nusers: &u\n- {name: a, user: {}}\nclusters: *u\n", "own.yaml: ")]
    [InlineData("apiVersion: v1\n...\n", "own.yaml: ")]
    public void What_cannot_be_edited_safely_is_left_alone(string text, string why)
    {
        Assert.False(KubeconfigMerge.TryApply("own.yaml", text, Added, use: false, out var merged, out var problem));
        Assert.Null(merged);
        Assert.StartsWith("own.yaml:", problem, StringComparison.Ordinal);
        Assert.Contains(why, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJh", problem, StringComparison.Ordinal);
    }

    private static string Merge(string text, HandedKubeconfig added, bool use = false) =>
        KubeconfigMerge.TryApply("own.yaml", text.ReplaceLineEndings("\n"), added, use, out var merged, out var problem) ? merged : throw new InvalidOperationException(problem);

    private static ImmutableArray<string> Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Where(l => l.Length > 0)];
}
