using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>The tenants file of a <see cref="PlanDocument"/>.</summary>
/// <param name="Sha256">Of the texts of the documents, in hex.</param>
/// <param name="Files">The documents, as they were named.</param>
public sealed record ConfigDocument(string Sha256, ImmutableArray<string> Files)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GitDocument? Git { get; init; }

    /// <summary>As people are shown it: <c>sha256:hex</c>.</summary>
    [JsonIgnore]
    public string Digest => Prefix + Sha256;

    private const string Prefix = "sha256:";

    /// <summary>The hex of a <c>sha256:hex</c>, as documents hold it.</summary>
    public static string HexOf(string digest) => digest.Replace(Prefix, "", StringComparison.Ordinal);
}
