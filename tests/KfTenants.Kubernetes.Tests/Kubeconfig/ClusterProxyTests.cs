namespace KfTenants.Kubernetes.Kubeconfig;

public sealed class ClusterProxyTests
{
    [Theory]
    [InlineData("https://api.test:6443", "", "http://p.test:3128/")]
    [InlineData("http://api.test", "", "http://q.test/")]
    [InlineData("https://127.0.0.1:6443", "", null)]
    [InlineData("https://localhost:6443", "", null)]
    [InlineData("https://[::1]:6443", "", null)]
    [InlineData("https://api.test:6443", "*", null)]
    [InlineData("https://api.test:6443", "api.test", null)]
    [InlineData("https://api.test:6443", "API.TEST", null)]
    [InlineData("https://a.api.test:6443", "api.test", null)]
    [InlineData("https://api.test:6443", ".api.test", "http://p.test:3128/")]
    [InlineData("https://a.api.test:6443", ".api.test, other", null)]
    [InlineData("https://a.api.test:6443", "*.api.test", null)]
    [InlineData("https://xapi.test:6443", "api.test", "http://p.test:3128/")]
    [InlineData("https://api.test:6443", "api.test:6443", null)]
    [InlineData("https://api.test:6443", "api.test:443", "http://p.test:3128/")]
    [InlineData("https://10.1.2.3:6443", "10.0.0.0/8", null)]
    [InlineData("https://11.1.2.3:6443", "10.0.0.0/8", "http://p.test:3128/")]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3", null)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3:6443", null)]
    [InlineData("https://[fd00::2]:6443", "fd00::/8", null)]
    public void The_environment_is_read_by_Gos_rules(string server, string noProxy, string? proxy)
    {
        var environment = new Dictionary<string, string>
        {
            ["https_proxy"] = "p.test:3128",
            ["HTTP_PROXY"] = "http://q.test",
            ["NO_PROXY"] = noProxy,
            ["ALL_PROXY"] = "http://never.test",
        };
        Assert.Equal(proxy, ClusterProxy.FromEnvironment(environment, server.StartsWith("https", StringComparison.Ordinal)).GetProxy(new Uri(server))?.ToString());
    }

    [Fact]
    public void A_proxy_url_counts_always_and_its_password_is_kept_apart()
    {
        var proxy = ClusterProxy.Always(new Uri("http://bob:p%40ss@p.test:3128"));
        Assert.Equal("http://p.test:3128/", proxy.GetProxy(new Uri("https://127.0.0.1"))!.ToString());
        var login = proxy.Credentials!.GetCredential(new Uri("http://p.test"), "Basic")!;
        Assert.Equal(("bob", "p@ss"), (login.UserName, login.Password));
    }

    [Fact]
    public void A_wrong_variable_is_named()
    {
        var error = Assert.Throws<KfTenantsException>(() =>
            ClusterProxy.FromEnvironment(new Dictionary<string, string> { ["HTTPS_PROXY"] = "ftp://bob:canary@x", ["HTTP_PROXY"] = "?" }, isHttps: true));
        Assert.Equal("HTTPS_PROXY: is not the URL of an http, https or socks5 proxy", error.Message);
    }
}
