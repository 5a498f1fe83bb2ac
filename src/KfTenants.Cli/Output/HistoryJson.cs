using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>history -o json</c>.</summary>
internal static class HistoryJson
{
    public const string ApiVersion = "kftenants.io/history/v1";

    public static string Of(string setName, SetRecord record) => SafeText.OfJson(CanonicalJson.Of(new JsonObject
    {
        ["apiVersion"] = ApiVersion,
        ["set"] = setName,
        ["tenants"] = record.TenantCount,
        ["runs"] = new JsonArray([.. record.Runs.Reverse().Select(JsonNode (r) => r.ToJson())]),
    })) + "\n";
}
