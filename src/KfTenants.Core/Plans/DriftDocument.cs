using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>A field that was changed outside kftenants, in the list of a <see cref="PlanDocument"/>.</summary>
/// <param name="Id">Of the change that puts it back.</param>
public sealed record DriftDocument(string Id, string? Tenant, string Path)
{
    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Old { get; init; }

    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? New { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Manager { get; init; }

    [JsonConverter(typeof(WholeSeconds)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Time { get; init; }

    public static DriftDocument Of(ChangeDocument change, FieldDocument field) =>
        new(change.Id, change.Tenant, field.Path) { Old = field.Old, New = field.New, Manager = field.Manager, Time = field.Time };
}
