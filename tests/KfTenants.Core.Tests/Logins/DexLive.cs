using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Logins;

/// <summary>Dex's ConfigMap and Deployment before and after the work of a run.</summary>
internal static class DexLive
{
    public const string Foreign = """
        # ours to keep
        issuer: http://dex.auth.svc.cluster.local:5556/dex
        enablePasswordDB: true
        staticPasswords:
        - email: user@example.com
          hashFromEnv: DEX_USER_PASSWORD
          username: user
          userID: "15841185641784"

        """;

    public static LiveState Dex(string text, string? envFrom = null, string mounted = "config.yaml")
    {
        var configMap = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "dex", ["namespace"] = "auth" }, ["data"] = new JsonObject { ["config.yaml"] = text } };
        var container = new JsonObject
        {
            ["name"] = "dex",
            ["command"] = new JsonArray((JsonNode)"dex", (JsonNode)"serve", (JsonNode)"/etc/dex/cfg/config.yaml"),
            ["env"] = new JsonArray(new JsonObject { ["name"] = "DEX_USER_PASSWORD", ["value"] = "$2y$12$x" }),
            ["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "config", ["mountPath"] = "/etc/dex/cfg" }),
        };
        if (envFrom is not null)
        {
            container["envFrom"] = new JsonArray(new JsonObject { ["secretRef"] = new JsonObject { ["name"] = envFrom } });
        }

        var volume = JsonNode.Parse($$$"""{"name": "config", "configMap": {"name": "dex", "items": [{"key": "{{{mounted}}}", "path": "config.yaml"}]}}""");
        var deployment = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "dex", ["namespace"] = "auth" },
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } } },
        };
        deployment["spec"]!["template"]!["spec"]!["volumes"] = new JsonArray(volume);
        return Live.State(
            Live.MadeBy("kubectl", KubeObject.From(ObjectKind.ConfigMap, configMap)),
            Live.MadeBy("kubectl", KubeObject.From(ObjectKind.Deployment, deployment)));
    }

    public static LiveState AfterConfigMap(DexLogins logins, LiveState live)
    {
        var body = live.Find(logins.ConfigMap)!.ToNode();
        foreach (var (part, values) in PatchOf(logins, live))
        {
            foreach (var (name, value) in values!.AsObject())
            {
                body[part] ??= new JsonObject();
                body[part]![name] = value!.DeepClone();
            }
        }

        return live.With(logins.ConfigMap, KubeObject.From(ObjectKind.ConfigMap, body));
    }

    public static JsonObject PatchOf(DexLogins logins, LiveState live) => DexTextPlanner.Plan(logins, live) is Change.Update { Requests: [var request] }
        ? Assert.IsType<WritePayload.MergePatch>(request.Payload).ToNode()
        : [];

    // Restarted, and confirmed.
    public static LiveState After(DexLogins logins, LiveState live)
    {
        var written = AfterConfigMap(logins, live);
        if (DexRestartPlanner.Again(logins, written) is Change.Update restart)
        {
            var intent = restart.Apply().Object;
            var body = written.Find(intent.Key)!.ToNode();
            body["spec"]!["template"]!["metadata"] = intent.ToNode()["spec"]!["template"]!["metadata"]!.DeepClone();
            written = written.With(intent.Key, KubeObject.From(ObjectKind.Deployment, body));
        }

        var configMap = written.Find(logins.ConfigMap)!.ToNode();
        configMap.Remove("binaryData");
        return written.With(logins.ConfigMap, KubeObject.From(ObjectKind.ConfigMap, configMap));
    }
}
