using System.Text.Json.Serialization;

namespace KfTenants.Comparison;

/// <summary>How a <see cref="DiffDocument"/> is written, generated when this is compiled: nothing is reflected on at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DiffDocument))]
internal sealed partial class DiffJsonContext : JsonSerializerContext;
