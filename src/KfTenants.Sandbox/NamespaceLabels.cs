using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Sandbox;

/// <summary>The labels that profile-controller gives to the namespaces of Profiles.</summary>
internal static class NamespaceLabels
{
    /// <summary>Those of the controller's own ConfigMap, where the directory has it, else those of the Kubeflow manifests.</summary>
    public static JsonObject Of(PendingWrites writes)
    {
        // The name carries a hash of the content: kustomize's configMapGenerator.
        var configured = writes.Where(o => o.Key.Kind == ObjectKind.ConfigMap && o.Key.Namespace == "kubeflow" &&
            (o.Key.Name.StartsWith("namespace-labels-data", StringComparison.Ordinal) || o.Key.Name.StartsWith("profiles-namespace-labels-data", StringComparison.Ordinal)))
                .FirstOrDefault();
        return Parse(configured?.Text("data", "namespace-labels.yaml")) ?? new JsonObject
        {
            ["katib.kubeflow.org/metrics-collector-injection"] = "enabled",
            ["serving.kubeflow.org/inferenceservice"] = "enabled",
            ["pipelines.kubeflow.org/enabled"] = "true",
            ["app.kubernetes.io/part-of"] = "kubeflow-profile",
        };
    }

    /// <summary>Adds what is absent, keeps what is present, removes what is configured to be empty (setNamespaceLabels).</summary>
    public static void Merge(JsonObject labels, JsonObject configured)
    {
        foreach (var (name, value) in configured)
        {
            var text = value?.ToString() ?? "";
            if (text.Length == 0)
            {
                labels.Remove(name);
            }
            else if (!labels.ContainsKey(name))
            {
                labels[name] = text;
            }
        }
    }

    /// <summary>Null when it is not a map: the real controller would not even start with it.</summary>
    private static JsonObject? Parse(string? text) =>
        text is not null && YamlReader.Read("namespace-labels.yaml", text, YamlDialect.Manifest).TryGet(out var documents, out _) &&
            documents is [{ Root: YamlNode.Mapping map }]
            ? map.ToJson()?.AsObject()
            : null;
}
