using static KfTenants.Kubernetes.Kubeconfig.TestHome;

namespace KfTenants.Kubernetes.Kubeconfig;

public sealed class ClusterConnectionTests
{
    private const string Nothing = "no cluster configured: none of --kubeconfig, K8S_API_SERVER, KUBECONFIG and ~/.kube/config names one, and this is not a pod";

    [Fact]
    public async Task First_match_wins()
    {
        using var home = new TestHome();
        Assert.Equal(Nothing, home.Failure());

        home.Write("home/.kube/config", Config("{token: from-home}"));
        Assert.Equal(("Bearer from-home", "kubeconfig ~/.kube/config, context c"), await Used(home.Resolve()));

        home.Environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";
        home.Environment["KUBERNETES_SERVICE_PORT"] = "443";
        Assert.Equal("Bearer from-home", (await Used(home.Resolve())).Authorization);
        home.Write("serviceaccount/token", "from-pod\n");
        Assert.Equal(("Bearer from-pod", "in-cluster service account"), await Used(home.Resolve()));
        Assert.Equal("https://[fd00::1]", home.Resolve().Server);

        home.Environment["KUBECONFIG"] = home.Write("kc", Config("{token: from-list}"));
        Assert.Equal(("Bearer from-list", $"kubeconfig {home.Folder}/kc, context c"), await Used(home.Resolve()));

        home.Environment["K8S_API_SERVER"] = "https://api.test:6443/";
        home.Environment["K8S_SERVICE_ACCOUNT_TOKEN"] = "from-variable";
        Assert.Equal(("Bearer from-variable", "environment, K8S_API_SERVER"), await Used(home.Resolve()));
        Assert.Equal("https://api.test:6443", home.Resolve().Server);

        Assert.Equal("Bearer from-list", (await Used(home.Resolve(context: "c"))).Authorization);
        Assert.Equal("Bearer from-flag", (await Used(home.Resolve(home.Write("flag", Config("{token: from-flag}"))))).Authorization);
    }

    [Fact]
    public void A_variable_alone_is_half_a_configuration()
    {
        using var home = new TestHome();
        home.Environment["K8S_API_SERVER"] = "https://api.test";
        Assert.Equal("K8S_API_SERVER is set, but K8S_SERVICE_ACCOUNT_TOKEN is not", home.Failure());
        home.Environment["K8S_SERVICE_ACCOUNT_TOKEN"] = "Bearer abc";
        Assert.Equal("K8S_SERVICE_ACCOUNT_TOKEN must be the token alone, without \"Bearer\"", home.Failure());
        home.Environment["K8S_SERVICE_ACCOUNT_TOKEN"] = "abc";
        home.Environment["K8S_API_SERVER"] = "api.test:6443";
        Assert.Equal("K8S_API_SERVER: server \"api.test:6443\" must be an absolute http(s) URL", home.Failure());
    }

    [Fact]
    public void The_authority_variable_is_a_path_or_PEM_or_base64()
    {
        using var home = new TestHome();
        var pki = new TestPki();
        home.Environment["K8S_API_SERVER"] = "https://api.test";
        home.Environment["K8S_SERVICE_ACCOUNT_TOKEN"] = "abc";
        foreach (var value in new[] { home.Write("ca.crt", pki.Pem), "ca.crt", pki.Pem, Base64(pki.Pem) })
        {
            home.Environment["K8S_CA_CERT"] = value;
            Assert.Equal(pki.Certificate.Thumbprint, Assert.Single(home.Resolve().CertificateAuthorities).Thumbprint);
        }

        home.Environment["K8S_CA_CERT"] = "/nope/ca.crt!";
        Assert.Equal("K8S_CA_CERT is neither a file that exists, nor PEM text, nor base64 of PEM text", home.Failure());
        home.Environment["K8S_CA_CERT"] = home.Write("text", "hello");
        Assert.Equal("K8S_CA_CERT W/text: holds no PEM certificate", home.Failure());
    }

    [Fact]
    public async Task Files_are_merged_entry_by_entry_and_paths_belong_to_their_file()
    {
        using var home = new TestHome();
        home.Write("one/a", """
            current-context: c
            contexts: [{name: c, context: {cluster: cl, user: u}}]
            users: [{name: v, user: {token: v1}}]
            """);
        home.Write("two/b", """
            current-context: other
            contexts: [{name: c, context: {cluster: nope, user: nope}}]
            clusters: [{name: cl, cluster: {server: "https://two.test", certificate-authority: ca.crt}}]
            users: [{name: u, user: {tokenFile: tok}}, {name: v, user: {token: v2}}]
            """);
        home.Write("two/ca.crt", new TestPki().Pem);
        home.Write("two/tok", "from-two");
        home.Environment["KUBECONFIG"] = $"missing::one/a:{home.Folder}/two/b:one/a";

        var connection = home.Resolve();
        Assert.Equal(("Bearer from-two", $"kubeconfig {home.Folder}/one/a, context c"), await Used(connection));
        Assert.Equal("https://two.test", connection.Server);
        Assert.Single(connection.CertificateAuthorities);
    }

    [Fact]
    public void Missing_and_unusable_files_are_named()
    {
        using var home = new TestHome();
        Assert.Equal("kubeconfig nope (from --kubeconfig) does not exist", home.Failure("nope"));
        home.Environment["KUBECONFIG"] = "a:b";
        Assert.Equal("KUBECONFIG names no existing file: a, b", home.Failure());
        home.Environment["KUBECONFIG"] = home.Folder;
        Assert.Equal("kubeconfig W: is a directory", home.Failure());
        home.Environment["KUBECONFIG"] = "";
        Assert.Equal(Nothing, home.Failure());
        home.Environment["KUBECONFIG"] = "/dev/null";
        Assert.Equal(Nothing, home.Failure());
    }

    [Theory]
    [InlineData("a: [unclosed", "kubeconfig W/config:1:4: the \"[\" that opens here is not closed")]
    [InlineData("- a\n- b\n", "kubeconfig W/config: is not a kubeconfig (its root is not a mapping)")]
    [InlineData("kind: Pod\n", "kubeconfig W/config: kind \"Pod\" is not Config")]
    [InlineData("apiVersion: v2\n", "kubeconfig W/config: apiVersion \"v2\" is not v1")]
    [InlineData("clusters: [{name: a}, {name: a}]\n", "kubeconfig W/config: cluster \"a\" is defined twice")]
    [InlineData("users:\n- name: u\n  user:\n    token: 123\n", "kubeconfig W/config:4:12: user \"u\": token must be text (put it in quotes)")]
    [InlineData("clusters: [{name: a, cluster: {insecure-skip-tls-verify: \"true\"}}]",
        "kubeconfig W/config:1:58: cluster \"a\": insecure-skip-tls-verify must be true or false")]
    [InlineData("clusters: {}", "kubeconfig W/config:1:11: clusters must be a list")]
    [InlineData("clusters: [{name: a}]", "kubeconfig W/config: has no current-context; choose one with --context (it defines none)")]
    [InlineData("contexts: [{name: a}, {name: b}]", "kubeconfig W/config: has no current-context; choose one with --context (it defines a, b)")]
    [InlineData("current-context: x\ncontexts: [{name: a}]", "kubeconfig W/config: current-context \"x\" is not defined; it defines a")]
    [InlineData("current-context: a\ncontexts: [{name: a}]", "kubeconfig W/config: context \"a\": names no cluster")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: x}}]", "kubeconfig W/config: context \"a\": cluster \"x\" is not defined")]
    public void A_wrong_file_says_where(string text, string message)
    {
        using var home = new TestHome();
        Assert.StartsWith(message, home.FailureOf(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Contexts_are_chosen_by_their_exact_name()
    {
        using var home = new TestHome();
        Assert.Equal("kubeconfig W/config: context \"C\" does not exist; it defines c", home.FailureOf(Config("{token: t}"), "C"));
        Assert.Equal("kubeconfig W/config: context \"c\": user \"x\" is not defined", home.FailureOf(Config("{}", context: "{cluster: cl, user: x}")));
        Assert.Equal("kubeconfig W/config: cluster \"cl\" has no server", home.FailureOf(Config("{}", "{}")));
        Assert.Equal(
            "kubeconfig W/config: cluster \"cl\": server \"127.0.0.1:6443\" must be an absolute http(s) URL", home.FailureOf(Config("{}", "{server: \"127.0.0.1:6443\"}")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_user_without_credentials_is_anonymous(string user)
    {
        using var home = new TestHome();
        Assert.Null((await Used(home.ResolveText(Config(user)))).Authorization);
        Assert.Null((await Used(home.ResolveText(Config("{token: t}", context: "{cluster: cl}")))).Authorization);
    }

    [Fact]
    public async Task A_key_twice_takes_the_last_and_says_so()
    {
        using var home = new TestHome();
        var connection = home.ResolveText(Config("{token: a, token: b}"));
        Assert.Equal("Bearer b", (await Used(connection)).Authorization);
        Assert.Contains("key \"token\" is defined twice; the last one counts", Assert.Single(connection.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_later_documents_anchors_and_unknown_fields_are_fine()
    {
        using var home = new TestHome();
        Assert.Equal("Bearer jt", (await Used(home.ResolveText("""
            {"apiVersion": "v1", "kind": "Config", "current-context": "c", "weird": [1], "clusters": [{"name": "cl", "cluster": {"server": "https://x.test", "foo": 1}}],
            	"users": [{"name": "u", "user": {"token": "jt"}}], "contexts": [{"name": "c", "context": {"cluster": "cl", "user": "u"}}]}
            """))).Authorization);
        Assert.Equal("Bearer t", (await Used(home.ResolveText(Config("&a {token: t}") + "\n- name: v\n  user: *a\n---\ncurrent-context: other\n"))).Authorization);
    }

    [Fact]
    public void A_path_prefix_is_kept_and_a_query_is_not()
    {
        using var home = new TestHome();
        Assert.Equal("https://h.test:6443/k8s/clusters/c-1", home.ResolveText(Config("{}", "{server: \"https://h.test:6443/k8s/clusters/c-1/?x=1\"}")).Server);
    }

    [Fact]
    public async Task Nothing_is_sent_to_an_http_server()
    {
        using var home = new TestHome();
        var connection = home.ResolveText(Config("{token: t}", "{server: \"http://h.test\"}"));
        Assert.Null((await Used(connection)).Authorization);
        Assert.Contains("no credentials are sent to an http server", Assert.Single(connection.Notes), StringComparison.Ordinal);
    }

    private static async Task<(string? Authorization, string Description)> Used(ClusterConnection connection) =>
        ((await connection.Credential.GetAsync(default)).Authorization, connection.Description);
}
