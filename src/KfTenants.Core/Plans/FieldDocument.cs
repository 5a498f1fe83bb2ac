using System.Text.Json.Serialization;
using KfTenants.Diff;

namespace KfTenants.Plans;

/// <summary>One field of a <see cref="ChangeDocument"/>.</summary>
/// <param name="Path">JSON pointer (RFC 6901).</param>
public sealed record FieldDocument(string Path)
{
    public string Op => (Old, New) switch { (null, _) => "add", (_, null) => "remove", _ => "replace" };

    /// <summary>Canonical JSON; null when there is none. A secret is <see cref="FieldChange.Hidden"/>.</summary>
    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Old { get; init; }

    /// <summary>The same; null when there will be none.</summary>
    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? New { get; init; }

    /// <summary>Whose value is put back; null when this is not a repair.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Manager { get; init; }

    /// <summary>When that manager last wrote, if the server says.</summary>
    [JsonConverter(typeof(WholeSeconds)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Time { get; init; }

    /// <summary>In a change that the base's plan has in part: this field is of that part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Pending { get; init; }

    [JsonIgnore]
    public bool IsDrift => Manager is not null;

    public static FieldDocument Of(FieldChange field) =>
        new(field.Pointer) { Old = field.Before, New = field.After, Manager = field.TakenFrom, Time = field.TakenFromTime };
}
