using System.Text.Json.Serialization;
using KfTenants.Diff;

namespace KfTenants.Plans;

/// <summary>A field that a rule leaves alone, in a <see cref="PlanDocument"/>.</summary>
/// <param name="Id">Of the object, as in a change.</param>
/// <param name="Policy">The word of <see cref="FieldPolicyNames"/>.</param>
public sealed record IgnoredDocument(string Id, string? Tenant, ObjectDocument Object, string Path, string Policy)
{
    /// <summary>Canonical JSON, as it is; null when the field is absent.</summary>
    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Old { get; init; }

    /// <summary>As the file says; null when it does not ask for the field.</summary>
    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? New { get; init; }

    /// <summary>Who holds it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Manager { get; init; }

    public static IgnoredDocument Of(Change change, IgnoredField field) =>
        new(change.Id, change.Tenant, ObjectDocument.Of(change.Key), field.Pointer, field.Policy.ToWord())
        {
            Old = field.Live,
            New = field.Wanted,
            Manager = field.Manager,
        };
}
