using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Logins;

/// <summary>
/// What a snapshot holds of a Deployment, Dex's or profile-controller's: where its environment and its files come from, and no value of a variable, nor an argument
/// but the configuration that Dex is started with.
/// </summary>
public static class DexTraces
{
    private const string OurAnnotations = "kftenants.io/";

    public static JsonObject OfDeployment(KubeObject deployment)
    {
        var template = new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray([.. deployment.At("spec", "template", "spec", "containers").Items().Select(Container)]),
                ["volumes"] = new JsonArray([.. deployment.At("spec", "template", "spec", "volumes").Items().Where(v => v.Member("configMap") is not null)
                    .Select(v => Part(v, "name", "configMap"))]),
            },
        };
        if (deployment.At("spec", "template", "metadata", "annotations") is { ValueKind: JsonValueKind.Object } annotations)
        {
            template["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject(annotations.EnumerateObject().Where(a => a.Name.StartsWith(OurAnnotations, StringComparison.Ordinal))
                    .Select(a => KeyValuePair.Create(a.Name, a.Value.ToNode()))),
            };
        }

        var spec = deployment.At("spec") is { } written ? Part(written, "replicas", "strategy") : [];
        spec["template"] = template;
        return new JsonObject { ["spec"] = spec };
    }

    private static JsonNode Container(JsonElement container)
    {
        var part = Part(container, "name", "envFrom", "volumeMounts");
        var words = container.Member("command").Items().Concat(container.Member("args").Items())
            .Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!).SkipWhile(w => w != "serve").Take(2).ToArray();
        if (words.Length > 0)
        {
            part["args"] = new JsonArray([.. words.Select(w => (JsonNode)w)]);
        }

        if (container.Member("env") is { ValueKind: JsonValueKind.Array } variables)
        {
            part["env"] = new JsonArray([.. variables.EnumerateArray().Select(v => Part(v, "name", "valueFrom"))]);
        }

        return part;
    }

    private static JsonObject Part(JsonElement whole, params string[] names) =>
        new(names.Where(n => whole.Member(n) is not null).Select(n => KeyValuePair.Create(n, whole.Member(n)!.Value.ToNode())));
}
