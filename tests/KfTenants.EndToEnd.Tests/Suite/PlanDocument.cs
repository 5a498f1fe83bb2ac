using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>A plan as <c>-o json</c> says it, read by nothing of the product's.</summary>
public sealed class PlanDocument
{
    private readonly JsonNode _json;

    public PlanDocument(string json)
    {
        _json = JsonNode.Parse(json)!;
        Changes =
        [
            .. Items("changes").Select(c => new PlannedChange(
                (string)c["id"]!,
                (string)c["action"]!,
                (string)c["reason"]!,
                (string)c["risk"]!,
                (string?)c["tenant"],
                (string?)c["detail"],
                [.. c["fields"]!.AsArray().Select(f => new PlannedField((string)f!["path"]!, Text(f["old"]), Text(f["new"]), (string?)f["manager"]))])
            {
                Validation = (string?)c["validation"]?["outcome"],
                Why = (string?)c["validation"]?["reason"],
                Moves = [.. (c["moves"]?.AsArray() ?? []).Select(m => ((string)m!["path"]!, (string)m["manager"]!))],
            }),
        ];
        Access =
        [
            .. Items("access").Select(a => new PlannedAccess((string?)a["tenant"], (string)a["person"]!, (string?)a["before"], (string?)a["after"])),
        ];
    }

    public ImmutableArray<PlannedChange> Changes { get; }

    /// <summary>Who gains and loses what.</summary>
    public ImmutableArray<PlannedAccess> Access { get; }

    /// <summary>Grants in managed tenants that the file does not know: tenant and subject.</summary>
    public IEnumerable<(string Tenant, string Subject)> Unmanaged => Items("unmanaged").Select(u => ((string)u["tenant"]!, (string)u["subject"]!));

    /// <summary>The same with what they have: a roleRef, such as <c>ClusterRole kubeflow-edit</c>.</summary>
    public IEnumerable<(string Tenant, string Subject, string Grants)> UnmanagedRoles =>
        Items("unmanaged").Select(u => ((string)u["tenant"]!, (string)u["subject"]!, (string)u["grants"]!));

    /// <summary>Fields that rules leave alone: object and path.</summary>
    public IEnumerable<(string Id, string Path)> Ignored => Items("ignored").Select(i => ((string)i["id"]!, (string)i["path"]!));

    /// <summary>Tenants of the set that the file no longer has, with how many people still have access.</summary>
    public IEnumerable<(string Name, int Contributors)> Missing => Items("missingTenants").Select(m => ((string)m["name"]!, (int)m["contributors"]!));

    public string Fidelity => (string)_json["fidelity"]!;

    public string Checksum => (string)_json["checksum"]!;

    public int Count(string action) => (int)_json["summary"]![action]!;

    /// <summary>The one change of this object.</summary>
    public PlannedChange Of(string id) => Assert.Single(Changes, c => c.Id == id);

    public PlanDocument IsEmpty()
    {
        Assert.Empty(Changes);
        return this;
    }

    private IEnumerable<JsonNode> Items(string key) => _json[key]!.AsArray().Select(item => item!);

    private static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };
}

/// <param name="Id">For example <c>rolebinding/team-a/user-ana-clusterrole-edit</c>.</param>
public sealed record PlannedChange(
    string Id, string Action, string Reason, string Risk, string? Tenant, string? Detail, ImmutableArray<PlannedField> Fields)
{
    /// <summary>What the server said when it was asked to try it.</summary>
    public string? Validation { get; init; }

    public string? Why { get; init; }

    /// <summary>The fields whose owner changes, with the present one.</summary>
    public ImmutableArray<(string Path, string Manager)> Moves { get; init; } = [];

    public PlannedField Field(string path) => Assert.Single(Fields, f => f.Path == path);
}

/// <param name="Manager">Who set the present value behind our back.</param>
public sealed record PlannedField(string Path, string? Old, string? New, string? Manager);

public sealed record PlannedAccess(string? Tenant, string Person, string? Before, string? After);
