using System.Text;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Sandbox;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Fuzzing;

/// <summary>Kubeconfigs and manifests in any state: read, or refused with a sentence that names the file.</summary>
public sealed class ReaderFuzzTests
{
    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts: [{name: main, context: {cluster: c, user: u, namespace: x}}]
        clusters:
        - name: c
          cluster: {server: "https://example.com:6443", certificate-authority-data: AAAA, insecure-skip-tls-verify: false}
        users:
        - name: u
          user:
            exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token, args: [a, "b"], env: [{name: A, value: "1"}], interactiveMode: Never}
        - &t
          name: t
          user: {token: abc, as: someone, as-groups: [a]}
        extensions: [*t]

        """;

    private const string Manifest = """
        # before
        apiVersion: v1
        kind: ConfigMap
        metadata: &m {name: a, namespace: b, labels: {x: "1"}}
        data: {a: |-
            text, b: 1}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Namespace, metadata: {name: n}}
        # after

        """;

    [Fact]
    public void A_kubeconfig_is_read_or_refused() => Fuzz.Play(1000, random =>
        Check("/k", text => KubeconfigFile.Parse("/k", text), random.Next(5) == 0 ? Fuzz.Soup(random, Fuzz.YamlTokens) : Fuzz.Mutated(Kubeconfig, random, Fuzz.YamlTokens)));

    [Fact]
    public void A_manifest_is_read_or_refused() => Fuzz.Play(1000, random =>
        Check("/m.yaml", text => Assert.All(ManifestFile.Parse("/m.yaml", Encoding.UTF8.GetBytes(text)).Entries, Assert.NotNull),
            random.Next(5) == 0 ? Fuzz.Soup(random, Fuzz.YamlTokens) : Fuzz.Mutated(Manifest, random, Fuzz.YamlTokens)));

    private static void Check(string name, Action<string> read, string text)
    {
        try
        {
            read(text);
        }
        catch (KfTenantsException e)
        {
            Assert.Contains(name, e.Message, StringComparison.Ordinal);
        }
    }
}
