using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>The options that a <see cref="PlanDocument"/> was made with, beside its scope.</summary>
public sealed record OptionsDocument
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Adopt { get; init; }

    /// <summary>The exact numbers that guards were overridden with, 1 where there is none to give; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, int>? Allow { get; init; }

    /// <summary>Null when there are none.</summary>
    public static OptionsDocument? Of(PlanOptions options) => options.Adopt || !options.AllAllowances.IsEmpty
        ? new OptionsDocument { Adopt = options.Adopt, Allow = options.AllAllowances is { IsEmpty: false } allowed ? allowed : null }
        : null;
}
