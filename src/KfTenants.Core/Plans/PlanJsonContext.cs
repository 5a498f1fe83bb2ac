using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>How a <see cref="PlanDocument"/> is read and written, generated when this is compiled: nothing is reflected on at run time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(GuardResult))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
