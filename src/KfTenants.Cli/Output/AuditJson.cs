using System.Text.Json.Nodes;
using KfTenants.Audit;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>audit -o json</c>; schemas/audit.schema.json describes it.</summary>
internal static class AuditJson
{
    public const string Version = "kftenants.io/audit/v1";

    public static JsonObject Of(AuditAnswer answer) => new()
    {
        ["apiVersion"] = Version,
        ["tool"] = VersionAction.Tool,
        ["outcome"] = answer.Code.Word,
        ["cluster"] = JsonFormat.Cluster(answer.Cluster.Uid, answer.Cluster.Address, answer.Cluster.Name),
        ["set"] = answer.Set,
        ["tenants"] = new JsonArray([.. answer.Tenants.Select(JsonNode (t) => t)]),
        ["errors"] = answer.Count(Severity.Error),
        ["warnings"] = answer.Count(Severity.Warning),
        ["infos"] = answer.Count(Severity.Info),
        ["findings"] = new JsonArray([.. answer.Findings.Select(JsonNode (f) => Finding(f))]),
        ["known"] = new JsonArray([.. answer.Known.Select(JsonNode (f) => Finding(f))]),
        ["obsolete"] = new JsonArray([.. answer.Obsolete.Select(JsonNode (o) => Identity(o))]),
        ["unread"] = new JsonArray([.. answer.Unread.Select(JsonNode (u) => u)]),
    };

    private static JsonObject Finding(AuditFinding finding)
    {
        var json = Identity(finding.Identity);
        json["severity"] = finding.Rule.Severity.ToText();
        json["title"] = finding.Rule.Title;
        json["tenant"] = finding.Tenant;
        json["message"] = finding.Message;
        json["remedy"] = finding.Remedy;
        return json;
    }

    private static JsonObject Identity(FindingIdentity identity) =>
        new() { ["id"] = identity.Id, ["object"] = identity.Object, ["subject"] = identity.Subject };
}
