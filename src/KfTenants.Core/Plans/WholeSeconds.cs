using System.Text.Json;
using System.Text.Json.Serialization;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>A time as Kubernetes writes it: UTC, whole seconds.</summary>
internal sealed class WholeSeconds : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Times.Parse(reader.GetString()) ?? throw new JsonException("not a time");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Times.Seconds(value));
}
