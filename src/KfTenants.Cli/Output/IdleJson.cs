using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Reaping;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>reap tenants -o json</c>; schemas/idle.schema.json describes it.</summary>
internal static class IdleJson
{
    public const string Version = "kftenants.io/idle/v1";

    public static JsonObject Of(IdleAnswer answer) => new()
    {
        ["apiVersion"] = Version,
        ["tool"] = VersionAction.Tool,
        ["outcome"] = answer.Code.Word,
        ["set"] = answer.Set,
        ["server"] = answer.Cluster,
        ["time"] = Times.Seconds(answer.Time),
        ["prometheus"] = answer.IsMeasured,
        ["tenants"] = new JsonArray([.. answer.Verdicts.Select(JsonNode (v) => Tenant(v))]),
        ["written"] = answer.Written is { } files ? new JsonArray([.. files.Select(JsonNode (f) => f)]) : null,
    };

    private static JsonObject Tenant(TenantVerdict verdict) => new()
    {
        ["name"] = verdict.Tenant.Name,
        ["fate"] = verdict.Fate.ToString().ToLowerInvariant(),
        ["held"] = verdict.IsHeld,
        ["reason"] = verdict.Reason,
        ["created"] = Moment(verdict.Use.Created),
        ["lastUsed"] = Moment(verdict.Use.LastUsed),
        ["lastSeen"] = Moment(verdict.Use.LastSeen),
        ["pods"] = new JsonArray([.. verdict.Use.Pods.Select(JsonNode (p) => p)]),
        ["suspendedSince"] = verdict.Tenant.SuspendedSince is { } day ? Times.Day(day) : null,
        ["place"] = new JsonObject
        {
            ["file"] = verdict.Tenant.Origin.File,
            ["line"] = verdict.Tenant.Origin.Line,
            ["column"] = verdict.Tenant.Origin.Column,
        },
    };

    private static string? Moment(DateTimeOffset? time) => time is { } moment ? Times.Seconds(moment) : null;
}
