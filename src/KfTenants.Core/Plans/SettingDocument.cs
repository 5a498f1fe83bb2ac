using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>A setting with power over every tenant that is not as it was when a run last approved it, in a <see cref="PlanDocument"/>.</summary>
/// <param name="Path">JSON pointer (RFC 6901) into <see cref="ApprovedSettings"/>: <c>/guards/maxDeletes</c>.</param>
public sealed record SettingDocument(string Path)
{
    /// <summary>The <c>--allow</c> without which the change is refused; null when it needs none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Allowance { get; init; }

    /// <summary>With a base: its plan has the same; null without.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Pending { get; init; }

    /// <summary>Canonical JSON; null when there is none.</summary>
    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Old { get; init; }

    /// <summary>The same; null when there will be none.</summary>
    [JsonConverter(typeof(JsonText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? New { get; init; }
}
