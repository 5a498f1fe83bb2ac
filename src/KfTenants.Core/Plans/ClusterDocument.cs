using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>The cluster of a <see cref="PlanDocument"/>.</summary>
/// <param name="Uid">Of namespace kube-system; empty when a directory does not have it.</param>
/// <param name="Server">A URL, or the directory.</param>
public sealed record ClusterDocument(string Uid, string Server)
{
    /// <summary>What the tenants file calls it; null when it has no names for clusters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>How it was found from here, for people; not saved, because it is about this machine. Null for a directory and in a plan that was read from a file.</summary>
    [JsonIgnore]
    public string? Source { get; init; }

    /// <summary>Of which cluster <see cref="Server"/> is a snapshot; null when it is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SnapshotDocument? Snapshot { get; init; }
}

/// <summary>The snapshot that a plan was made on.</summary>
/// <param name="Server">A URL, or the directory that it was taken of.</param>
/// <param name="Checksum">By which it is recognised.</param>
public sealed record SnapshotDocument(string Server, [property: JsonConverter(typeof(WholeSeconds))] DateTimeOffset TakenAt, string Checksum);
