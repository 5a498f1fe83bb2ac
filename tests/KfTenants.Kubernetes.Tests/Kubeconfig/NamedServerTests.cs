using static KfTenants.Kubernetes.Kubeconfig.TestHome;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Servers that a tenants file names.</summary>
public sealed class NamedServerTests
{
    [Fact]
    public async Task A_token_is_read_from_a_variable_or_from_a_file_which_may_change()
    {
        using var home = new TestHome();
        home.Environment["KFT_EU"] = "from-variable";
        Assert.Equal(("Bearer from-variable", "tenants file, cluster eu"), await Used(Of(home, new NamedServer("eu", Server, null, null, "KFT_EU"))));

        var connection = Of(home, new NamedServer("eu", Server + "/", null, home.Write("token", "from-file\n"), null));
        Assert.Equal("Bearer from-file", (await Used(connection)).Authorization);
        Assert.Equal(Server, connection.Server);
        var before = await connection.Credential.GetAsync(CancellationToken.None);
        home.Write("token", "rotated\n");
        connection.Credential.Invalidate(before);
        Assert.Equal("Bearer rotated", (await Used(connection)).Authorization);
    }

    [Fact]
    public void Its_certificate_authority_is_the_only_one_that_is_trusted()
    {
        using var home = new TestHome();
        var pki = new TestPki();
        home.Environment["KFT_EU"] = "t";
        var connection = Of(home, new NamedServer("eu", Server, home.Write("eu.pem", pki.Pem), null, "KFT_EU"));
        Assert.Equal(pki.Certificate.Thumbprint, Assert.Single(connection.CertificateAuthorities).Thumbprint);
        Assert.False(connection.IsInsecure);
    }

    [Theory]
    [InlineData("http://cluster.test", null, "t", "cluster eu: a token is sent to an https server only")]
    [InlineData("cluster.test:6443", null, "t", "cluster eu: server \"cluster.test:6443\" must be an absolute http(s) URL")]
    [InlineData(Server, null, "", "the token of cluster eu: the environment variable KFT_EU is not set")]
    [InlineData(Server, null, "Bearer t", "the token of cluster eu must be the token alone, without \"Bearer\"")]
    [InlineData(Server, "none.pem", "t", "cluster eu: certificateAuthority: W/none.pem does not exist")]
    public void What_cannot_be_used_is_told_with_its_cluster_and_without_the_token(string address, string? authority, string token, string message)
    {
        using var home = new TestHome();
        home.Environment["KFT_EU"] = token;
        var named = new NamedServer("eu", address, authority is null ? null : Path.Combine(home.Folder, authority), null, "KFT_EU");
        Assert.Equal(message, Assert.Throws<KfTenantsException>(() => Of(home, named)).Message.Replace(home.Folder, "W", StringComparison.Ordinal));
    }

    private static async Task<(string? Authorization, string Description)> Used(ClusterConnection connection) =>
        ((await connection.Credential.GetAsync(default)).Authorization, connection.Description);

    private static ClusterConnection Of(TestHome home, NamedServer named) => ClusterConnection.Resolve(home.Request() with { Server = named });
}
