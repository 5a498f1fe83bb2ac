using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Doctor;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>doctor -o json</c>; schemas/doctor.schema.json describes it.</summary>
internal static class DoctorJson
{
    public const string Version = "kftenants.io/doctor/v1";

    public static JsonObject Of(DoctorAnswer answer) => new()
    {
        ["apiVersion"] = Version,
        ["tool"] = VersionAction.Tool,
        ["outcome"] = answer.Code.Word,
        ["well"] = answer.IsWell,
        ["cluster"] = answer.Cluster is { } cluster ? JsonFormat.Cluster(cluster.Uid, cluster.Address, cluster.Name) : null,
        ["kubeconfig"] = answer.File,
        ["set"] = answer.Set,
        ["tenants"] = new JsonArray([.. answer.Tenants.Select(JsonNode (t) => t)]),
        ["about"] = new JsonArray([.. answer.Diagnosis.About.Select(JsonNode (a) => new JsonObject { ["name"] = a.Word, ["value"] = a.Value })]),
        ["errors"] = answer.Diagnosis.Count(Severity.Error),
        ["warnings"] = answer.Diagnosis.Count(Severity.Warning),
        ["infos"] = answer.Diagnosis.Count(Severity.Info),
        ["findings"] = new JsonArray([.. answer.Diagnosis.Findings.Select(JsonNode (f) => Finding(f))]),
        ["skipped"] = new JsonArray([.. answer.Diagnosis.Skipped.Select(JsonNode (s) => Skipped(s))]),
        ["passed"] = new JsonArray([.. answer.Diagnosis.Passed.Select(JsonNode (c) => c.Id)]),
        ["unread"] = new JsonArray([.. answer.Diagnosis.Unread.Select(JsonNode (u) => u)]),
        ["walks"] = new JsonArray([.. answer.Diagnosis.Walks.Select(JsonNode (w) => Walk(w))]),
    };

    private static JsonObject Finding(DoctorFinding finding) => new()
    {
        ["id"] = finding.Id,
        ["area"] = finding.Area.ToText(),
        ["severity"] = finding.Severity.ToText(),
        ["title"] = finding.Title,
        ["subject"] = finding.Subject,
        ["tenant"] = finding.Tenant,
        ["message"] = finding.Message,
        ["remedy"] = finding.Remedy,
    };

    private static JsonObject Skipped(SkippedCheck skipped) => new()
    {
        ["id"] = skipped.Check.Id,
        ["title"] = skipped.Check.Title,
        ["why"] = skipped.Why,
        ["rights"] = new JsonArray([.. skipped.Check.Rights.Select(JsonNode (r) => r)]),
    };

    private static JsonObject Walk(PersonWalk walk) => new()
    {
        ["person"] = walk.Person,
        ["tenant"] = walk.Tenant,
        ["break"] = walk.Break?.Word,
        ["steps"] = new JsonArray([.. walk.Steps.Select(JsonNode (s) => new JsonObject
        {
            ["name"] = s.Word,
            ["state"] = s.State.ToText(),
            ["text"] = s.Text,
            ["remedy"] = s.Remedy,
        })]),
    };
}
