using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>
/// The file that a change of the tenants file begins from (<c>plan --base</c>), in a <see cref="PlanDocument"/>. What the plan does is not under its influence: it only says
/// which part of it was pending before the change. Under the seal, not under the checksum.
/// </summary>
/// <param name="Files">The documents, as they were named.</param>
public sealed record BaseDocument(ImmutableArray<string> Files)
{
    /// <summary>Of the texts of the documents, in hex; null for documents with errors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>Why nothing is attributed; null when everything is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    /// <summary>What was pending, and is planned no more because of the change; by id.</summary>
    public ImmutableArray<WithdrawnDocument> Withdrawn { get; init; } = [];

    /// <summary>The tenants that the change leaves out of the file; by name.</summary>
    public ImmutableArray<string> Omitted { get; init; } = [];
}

/// <summary>A change that a plan of the base has, and this plan has not.</summary>
public sealed record WithdrawnDocument(string Id, string? Tenant, string Action, ObjectDocument Object);
