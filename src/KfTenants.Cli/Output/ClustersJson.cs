using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>Several clusters in one JSON document (schemas/clusters.schema.json): of each the document that it has alone, or its problems.</summary>
internal static class ClustersJson
{
    public static RawText Of(RenderedClusters answer)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = ClusterPlans.Version,
            ["tool"] = VersionAction.Tool,
            ["set"] = answer.Set,
            ["outcome"] = answer.Code.Word,
            ["summary"] = answer.Summary,
            ["clusters"] = new JsonArray([.. answer.Parts.Select(JsonNode (p) => Part(p))]),
        };
        if (answer.Checksum is { } sum)
        {
            json["checksum"] = sum;
            json[PlanSeal.Key] = PlanSeal.Of(json);
        }

        return new RawText(SafeText.OfJson(CanonicalJson.Of(json)) + "\n");
    }

    private static JsonObject Part(RenderedCluster part) => new()
    {
        ["name"] = part.Name,
        ["outcome"] = part.Code.Word,
        ["summary"] = part.Summary,
        ["answer"] = JsonNode.Parse((part.Rendering ?? JsonFormat.Format.Failure!(part.Failure!)).ToString()),
    };
}
