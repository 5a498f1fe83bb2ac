using System.Text.Json;
using System.Text.Json.Serialization;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>A value of any shape, kept as canonical JSON text. An absent key is null; a JSON null is the text <c>null</c>.</summary>
internal sealed class JsonText : JsonConverter<string?>
{
    public override bool HandleNull => true;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return CanonicalJson.Of(value.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteRawValue(value ?? "null");
}
