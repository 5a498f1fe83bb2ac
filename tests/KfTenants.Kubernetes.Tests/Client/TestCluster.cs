using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Client;

/// <summary>An <see cref="ApiCluster"/> in front of a <see cref="ScriptedServer"/>, and objects to send.</summary>
internal sealed class TestCluster : IDisposable
{
    public const string Token = "canary-token-1f9c";

    public static readonly ObjectKey BindingKey = new(ObjectKind.RoleBinding, "team-a", "user-ana");

    public static readonly Precondition Live = new("uid-1", "41");

    public TestCluster(params Func<SentRequest, HttpResponseMessage>[] steps) : this(new ScriptedServer(steps), null)
    {
    }

    public TestCluster(ScriptedServer server, Credential? credential)
    {
        Server = server;
        var connection = new ClusterConnection
        {
            Server = "https://cluster.test:6443",
            Description = "kubeconfig ~/.kube/config, context prod",
            Credential = credential ?? ConfiguredCredential.Token("user \"ana\"", Time, Token, null, null),
        };
        Client = new ApiClient(connection, new ApiClientOptions
        {
            Handler = () => server,
            Time = Time,
            Jitter = () => 0.5,
            Memory = 1L << 30,
            FirstAnswerTimeout = new ApiClientOptions().AttemptTimeout,
            Verbose = line => { lock (Lines) { Lines.Add(line); } },
            Warn = Warnings.Add,
        });
        Api = new ApiCluster(Client);
    }

    public ScriptedServer Server { get; }

    public SkippingTime Time { get; } = new();

    public ApiClient Client { get; }

    public ApiCluster Api { get; }

    public List<string> Lines { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<SentRequest> Sent => Server.Sent;

    public static KubeObject Binding(string role = "kubeflow-edit") => KubeObject.From(ObjectKind.RoleBinding, new JsonObject
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "RoleBinding",
        ["metadata"] = new JsonObject { ["name"] = "user-ana", ["namespace"] = "team-a", ["annotations"] = new JsonObject { ["role"] = "edit" } },
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "User", ["name"] = "ana@x.io" }),
    });

    /// <summary>The binding as a server stores it after our apply.</summary>
    public static JsonObject Stored(string uid = "uid-1", string resourceVersion = "42", string role = "kubeflow-edit")
    {
        var stored = Binding(role).ToNode();
        var metadata = stored["metadata"]!.AsObject();
        metadata["uid"] = uid;
        metadata["resourceVersion"] = resourceVersion;
        metadata["managedFields"] = JsonNode.Parse("""
            [{"manager":"kftenants","operation":"Apply","apiVersion":"rbac.authorization.k8s.io/v1","fieldsType":"FieldsV1","fieldsV1":{
              "f:metadata":{"f:annotations":{"f:role":{}}},"f:roleRef":{"f:apiGroup":{},"f:kind":{},"f:name":{}},"f:subjects":{}}}]
            """);
        return stored;
    }

    public static HttpResponseMessage List(IEnumerable<string> names, string? next, string kind = "ConfigMap", bool isTyped = false)
    {
        var metadata = new JsonObject { ["resourceVersion"] = "9" };
        if (next is not null)
        {
            metadata["continue"] = next;
        }

        return ScriptedServer.Json(200, new JsonObject
        {
            ["kind"] = kind + "List",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. names.Select(name =>
            {
                var item = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "a" }, ["data"] = new JsonObject { ["k"] = "é{}\"[" } };
                if (isTyped)
                {
                    item["apiVersion"] = "v1";
                    item["kind"] = kind;
                }

                return item;
            })]),
        });
    }

    public static HttpResponseMessage StaleAnswer() => ScriptedServer.Status(
        409, "Operation cannot be fulfilled on rolebindings.rbac.authorization.k8s.io \"user-ana\": the object has been modified", "Conflict",
        JsonNode.Parse("""{"name":"user-ana","group":"rbac.authorization.k8s.io","kind":"rolebindings"}"""));

    public static HttpResponseMessage NotFound() => ScriptedServer.Status(
        404, "rolebindings.rbac.authorization.k8s.io \"user-ana\" not found", "NotFound", JsonNode.Parse("""{"name":"user-ana","kind":"rolebindings"}"""));

    public void Dispose()
    {
        Api.Dispose();
        Server.Dispose();
    }
}
