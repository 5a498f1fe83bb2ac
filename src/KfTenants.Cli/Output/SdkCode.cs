using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>Code that reads the variables of <c>kubeconfig --format env</c>: nothing in it is secret, and of the tenant only its name.</summary>
internal static class SdkCode
{
    public static RawText Python(string tenant) => new($$"""
        # For the Kubeflow SDK (pip install kubeflow). Reads K8S_API_SERVER, K8S_SERVICE_ACCOUNT_TOKEN, K8S_CA_CERT and K8S_NAMESPACE.
        import os

        from kubeflow.trainer import KubernetesBackendConfig, TrainerClient
        from kubernetes import client

        configuration = client.Configuration()
        configuration.host = os.environ["K8S_API_SERVER"]
        configuration.api_key = {"authorization": os.environ["K8S_SERVICE_ACCOUNT_TOKEN"]}
        configuration.api_key_prefix = {"authorization": "Bearer"}
        configuration.verify_ssl = True
        if os.environ.get("K8S_CA_CERT"):
            configuration.ssl_ca_cert = os.environ["K8S_CA_CERT"]

        trainer = TrainerClient(
            KubernetesBackendConfig(client_configuration=configuration, namespace=os.environ.get("K8S_NAMESPACE", "{{tenant}}"))
        )
        print([runtime.name for runtime in trainer.list_runtimes()])

        """.ReplaceLineEndings("\n"));

    public static RawText CSharp(string tenant) => new($$"""
        // For KubernetesClient (dotnet add package KubernetesClient). Reads K8S_API_SERVER, K8S_SERVICE_ACCOUNT_TOKEN, K8S_CA_CERT and K8S_NAMESPACE.
        using System.Security.Cryptography.X509Certificates;
        using k8s;

        static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException(name + " is not set");

        var configuration = new KubernetesClientConfiguration
        {
            Host = Variable("K8S_API_SERVER"),
            AccessToken = Variable("K8S_SERVICE_ACCOUNT_TOKEN"),
            Namespace = Environment.GetEnvironmentVariable("K8S_NAMESPACE") ?? "{{tenant}}",
        };
        if (Environment.GetEnvironmentVariable("K8S_CA_CERT") is { Length: > 0 } authority)
        {
            configuration.SslCaCerts = new X509Certificate2Collection();
            configuration.SslCaCerts.ImportFromPemFile(authority);
        }

        using var client = new Kubernetes(configuration);
        var pods = await client.CoreV1.ListNamespacedPodAsync(configuration.Namespace);
        Console.WriteLine(pods.Items.Count);

        """.ReplaceLineEndings("\n"));

    /// <summary>A file of variables, for a shell and for programs that read such files.</summary>
    public static string Variables(params ReadOnlySpan<(string Name, string? Value)> variables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables)
        {
            if (value is not null)
            {
                text.Append($"{name}={Kube.PasteText.Shell(value)}\n");
            }
        }

        return text.ToString();
    }
}
