using System.Text;
using KfTenants.Kubernetes.Client;
using static KfTenants.Kubernetes.Kubeconfig.TestHome;

namespace KfTenants.Kubernetes.Kubeconfig;

public sealed class UserCredentialTests
{
    private const string Where = "kubeconfig W/config: user \"u\": ";

    private static readonly TestPki Pki = new();

    [Theory]
    [InlineData("{token: t}", "Bearer t")]
    [InlineData("{tokenFile: tok}", "Bearer from-file")]
    [InlineData("{token: t, tokenFile: tok}", "Bearer from-file")]
    [InlineData("{token: t, tokenFile: nope}", "Bearer t")]
    [InlineData("{username: bob, password: \"p:w€\"}", "Basic Ym9iOnA6d+KCrA==")]
    [InlineData("{username: bob}", "Basic Ym9iOg==")]
    [InlineData("{token: t, exec: {apiVersion: client.authentication.k8s.io/v1, command: /nope, interactiveMode: Never}}", "Bearer t")]
    [InlineData("{username: b, password: x, exec: {apiVersion: client.authentication.k8s.io/v1, command: /nope, interactiveMode: Never}}", "Basic Yjp4")]
    [InlineData("{auth-provider: {name: oidc, config: {id-token: eyJhbGciOiAibm9uZSJ9.eyJleHAiOiA0MDAwMDAwMDAwfQ.sig}}}",
        "Bearer eyJhbGciOiAibm9uZSJ9.eyJleHAiOiA0MDAwMDAwMDAwfQ.sig")]
    public async Task Credentials_become_the_header_that_kubectl_sends(string user, string header)
    {
        using var home = new TestHome();
        home.Write("tok", "from-file\n");
        Assert.Equal(header, (await home.ResolveText(Config(user)).Credential.GetAsync(default)).Authorization);
    }

    [Theory]
    [InlineData("{token: \"abc\\n\"}", "token holds a blank, a line break or another character that cannot stand in a header")]
    [InlineData("{tokenFile: nope}", "tokenFile: W/nope does not exist")]
    [InlineData("{tokenFile: blank}", "tokenFile W/blank is empty")]
    [InlineData("{token: t, username: bob}", "more than one authentication method found; found [token basicAuth], only one is allowed")]
    [InlineData("{client-key: k}", "there is a client key but no client certificate")]
    [InlineData("{client-certificate: c}", "client-key-data or client-key must be specified to use the client certificate")]
    [InlineData("{client-certificate: c, client-certificate-data: Yw==, client-key: k}", "client-certificate-data and client-certificate are both specified")]
    [InlineData("{client-certificate: c, client-key: k, client-key-data: aw==}", "client-key-data and client-key are both specified")]
    [InlineData("{client-certificate: nope, client-key: k}", "client-certificate: W/nope does not exist")]
    [InlineData("{client-certificate-data: \"!!!\", client-key: k}", "client-certificate-data: is not valid base64")]
    [InlineData("{as-groups: [g], token: t}", "requesting uid, groups or user-extra without impersonating a user")]
    [InlineData("{as: jane, as-groups: [g, h], token: t}", "as-groups has 2 groups; only one can be impersonated")]
    [InlineData("{as: \"a\\r\\nImpersonate-Group: system:masters\", token: t}", "as holds a character that cannot stand in a header")]
    [InlineData("{as: jane, as-user-extra: {k: [a, b]}}", "as-user-extra \"k\" has 2 values; only one can be sent")]
    [InlineData("{auth-provider: {name: gcp}}", "the gcp auth plugin has been removed; use the exec plugin gke-gcloud-auth-plugin instead")]
    [InlineData("{auth-provider: {name: azure}}", "the azure auth plugin has been removed; use the exec plugin https://github.com/Azure/kubelogin instead")]
    [InlineData("{auth-provider: {name: bogus}}", "no auth provider found for name \"bogus\"")]
    [InlineData("{auth-provider: {name: oidc, config: {id-token: eyJhbGciOiAibm9uZSJ9.eyJleHAiOiAxfQ.sig}}}",
        "the OIDC id-token expired at 1970-01-01T00:00:01Z; renew it with kubectl or use an exec plugin")]
    [InlineData("{auth-provider: {name: oidc}, exec: {command: x}}", "authProvider cannot be provided in combination with an exec plugin")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}", "command must be specified for u to use exec authentication plugin")]
    [InlineData("{exec: {command: x, interactiveMode: Never}}", "apiVersion must be specified for u to use exec authentication plugin")]
    [InlineData("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}}", "interactiveMode must be specified for u to use exec authentication plugin")]
    [InlineData("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Sometimes}}", "invalid interactiveMode for u: \"Sometimes\"")]
    [InlineData("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}", "exec plugin: invalid apiVersion \"client.authentication.k8s.io/v1alpha1\"")]
    [InlineData("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, env: [{value: x}]}}",
        "env variable name must be specified for u to use exec authentication plugin")]
    public void Wrong_users_are_refused_in_one_line(string user, string message)
    {
        using var home = new TestHome();
        home.Write("blank", " \n");
        Assert.Equal(Where + message, home.FailureOf(Config(user)));
    }

    [Theory]
    [InlineData("{server: \"https://h\", certificate-authority: nope}", "certificate-authority: W/nope does not exist")]
    [InlineData("{server: \"https://h\", certificate-authority-data: \"!!!\"}", "certificate-authority-data: is not valid base64")]
    [InlineData("{server: \"https://h\", certificate-authority-data: aGVsbG8=}", "certificate-authority-data: holds no PEM certificate")]
    [InlineData("{server: \"https://h\", certificate-authority-data: aGVsbG8=, certificate-authority: x}",
        "certificate-authority-data and certificate-authority are both specified")]
    [InlineData("{server: \"https://h\", certificate-authority: x, insecure-skip-tls-verify: true}", "specifying a root certificates file with the insecure flag is not allowed")]
    [InlineData("{server: \"https://h\", certificate-authority: ~/ca.crt}", "certificate-authority: W/~/ca.crt does not exist")]
    [InlineData("{server: \"https://h\", proxy-url: \"ftp://x:1\"}", "invalid proxy-url: unsupported scheme \"ftp\", must be http, https, or socks5")]
    [InlineData("{server: \"https://h\", proxy-url: \"localhost:3128\"}", "invalid proxy-url: unsupported scheme \"localhost\", must be http, https, or socks5")]
    [InlineData("{server: \"https://h\", tls-server-name: x, proxy-url: \"http://p.test\"}", "tls-server-name cannot be used through a proxy; except the server with NO_PROXY")]
    public void Wrong_clusters_are_refused_in_one_line(string cluster, string message)
    {
        using var home = new TestHome();
        Assert.Equal("kubeconfig W/config: cluster \"cl\": " + message, home.FailureOf(Config("{token: t}", cluster)));
    }

    [Fact]
    public void Skipping_the_check_of_the_server_is_possible_only_in_the_file_and_is_said()
    {
        using var home = new TestHome();
        var connection = home.ResolveText(Config("{token: t}", "{server: \"https://h\", insecure-skip-tls-verify: true}"));
        Assert.True(connection.IsInsecure);
        Assert.Contains("the server's identity is not checked", Assert.Single(connection.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_certificates_come_from_data_or_files_or_one_file_for_both(bool isEc)
    {
        using var home = new TestHome();
        var (certificate, key) = Pki.Client("alice", isEc);
        home.Write("c", certificate.Replace("\n", "\r\n", StringComparison.Ordinal));
        home.Write("k", key);
        home.Write("both", "\uFEFFsome text\n" + key + "\n" + certificate + "\n" + Pki.Pem);
        foreach (var user in new[]
        {
            "{client-certificate: c, client-key: k}", "{client-certificate: both, client-key: both}",
            $"{{client-certificate-data: {Base64(certificate)}, client-key: k}}",
            $"{{client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}, token: t}}",
        })
        {
            var credential = await home.ResolveText(Config(user)).Credential.GetAsync(default);
            Assert.Equal("CN=alice", credential.Certificate!.Context.TargetCertificate.Subject);
            Assert.Equal(user.Contains("token", StringComparison.Ordinal) ? "Bearer t" : null, credential.Authorization);
        }
    }

    [Fact]
    public void Client_keys_that_do_not_fit_are_refused_without_showing_them()
    {
        using var home = new TestHome();
        var (certificate, _) = Pki.Client("alice");
        var (_, other) = Pki.Client("bob");
        home.Write("c", certificate);
        home.Write("k", other);
        Assert.Contains("belong to the client certificate", home.FailureOf(Config("{client-certificate: c, client-key: k}")), StringComparison.Ordinal);
        home.Write("k", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        Assert.Equal("user \"u\": the client key is encrypted; only plain keys can be used", home.FailureOf(Config("{client-certificate: c, client-key: k}")));
        home.Write("k", "secretkeytext");
        Assert.DoesNotContain("secretkeytext", home.FailureOf(Config("{client-certificate: c, client-key: k}")), StringComparison.Ordinal);
        home.Write("c", "hello");
        Assert.Equal("user \"u\": the client certificate holds no PEM certificate", home.FailureOf(Config("{client-certificate: c, client-key: k}")));
    }

    [Fact]
    public async Task Token_files_are_read_again_after_a_minute_and_kept_when_they_vanish()
    {
        var time = new SkippingTime();
        using var home = new TestHome { Time = time };
        home.Write("tok", "one");
        var credential = home.ResolveText(Config("{tokenFile: tok}")).Credential;
        home.Write("tok", "two");
        Assert.Equal("Bearer one", (await credential.GetAsync(default)).Authorization);
        time.Advance(TimeSpan.FromSeconds(51));
        Assert.Equal("Bearer two", (await credential.GetAsync(default)).Authorization);
        File.Delete(Path.Combine(home.Folder, "tok"));
        time.Advance(TimeSpan.FromSeconds(51));
        Assert.Equal("Bearer two", (await credential.GetAsync(default)).Authorization);
    }

    [Fact]
    public void Impersonation_becomes_headers()
    {
        using var home = new TestHome();
        var connection = home.ResolveText(Config("{token: t, as: jane, as-uid: u-1, as-groups: [\"g,2\"], as-user-extra: {acme.com/Project: [p], Scopes: [view]}}"));
        Assert.Equal(
            ["Impersonate-User: jane", "Impersonate-Uid: u-1", "Impersonate-Group: g,2", "Impersonate-Extra-Scopes: view", "Impersonate-Extra-acme.com%2fProject: p"],
            connection.Headers.Select(h => $"{h.Name}: {h.Value}"));
    }

    [Fact]
    public async Task Nothing_that_prints_a_connection_prints_a_secret()
    {
        using var home = new TestHome();
        var (certificate, key) = Pki.Client("alice");
        home.Environment["CANARY"] = "canary-env";
        var texts = new StringBuilder();
        foreach (var user in new[]
        {
            "{token: canary-token}", "{username: bob, password: canary-password}", $"{{client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}}}",
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Never, env: [{name: A, value: canary-exec}]}}",
        })
        {
            var connection = home.ResolveText(Config(user, "{server: \"https://h.test\", proxy-url: \"http://bob:canary-proxy@p.test:3128\"}"));
            texts.Append(connection).Append(connection.Credential).Append(home.Request()).Append(connection.Proxy.GetProxy(new Uri("https://h.test")));
            if (!user.Contains("exec", StringComparison.Ordinal))
            {
                texts.Append(await connection.Credential.GetAsync(default));
            }
        }

        texts.Append(home.FailureOf(Config("{token: \"canary-token \"}")));
        texts.Append(home.FailureOf(Config("{username: canary, password: canary-password, token: canary-token}")).Replace("canary,", "", StringComparison.Ordinal));
        texts.Append(home.FailureOf(Config("{token: [canary-token]}")));
        texts.Append(home.FailureOf("users: [{name: u, user: {token: canary-token\n"));
        Assert.DoesNotContain("canary", texts.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", texts.ToString(), StringComparison.Ordinal);
    }
}
