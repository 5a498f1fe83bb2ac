using System.Text.Json;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>A <see cref="GuardOutcome"/> as its word.</summary>
internal sealed class GuardOutcomeWord : JsonConverter<GuardOutcome>
{
    public override GuardOutcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        GuardOutcomeNames.Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, GuardOutcome value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToWord());
}
