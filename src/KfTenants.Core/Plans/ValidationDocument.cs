using System.Diagnostics;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>A <see cref="Plans.Validation"/> in a <see cref="ChangeDocument"/>.</summary>
/// <param name="Outcome">One of the words below.</param>
public sealed record ValidationDocument(string Outcome)
{
    public const string Validated = "validated";
    public const string Rejected = "rejected";
    public const string NotValidated = "notValidated";

    /// <summary>Why not; null when validated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public static ValidationDocument Of(Validation validation) => validation switch
    {
        Validation.Validated => new ValidationDocument(Validated),
        Validation.Rejected rejected => new ValidationDocument(Rejected) { Reason = rejected.Reason },
        Validation.NotValidated unknown => new ValidationDocument(NotValidated) { Reason = unknown.Reason },
        _ => throw new UnreachableException(),
    };
}
