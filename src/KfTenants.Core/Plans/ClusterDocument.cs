using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>The cluster of a <see cref="PlanDocument"/>.</summary>
/// <param name="Uid">Of namespace kube-system; empty when a directory does not have it.</param>
/// <param name="Server">A URL, or the directory.</param>
public sealed record ClusterDocument(string Uid, string Server)
{
    /// <summary>How it was found from here, for people; not saved, because it is about this machine. Null for a directory and in a plan that was read from a file.</summary>
    [JsonIgnore]
    public string? Source { get; init; }
}
