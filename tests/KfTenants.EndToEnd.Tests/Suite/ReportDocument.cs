using System.Text.Json.Nodes;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What <c>apply -o json</c> says it did.</summary>
public sealed class ReportDocument(string json)
{
    private readonly JsonNode _json = JsonNode.Parse(json)!;

    /// <summary>The id of the run.</summary>
    public string? Run => (string?)_json["run"];

    public string Outcome => (string)_json["outcome"]!;

    /// <summary>What became of this change; a failure begins with the object.</summary>
    public (string Outcome, string? Message) Of(string id)
    {
        var result = Assert.Single(_json["results"]!.AsArray(), r => (string)r!["id"]! == id)!;
        return ((string)result["outcome"]!, (string?)result["message"]);
    }
}
