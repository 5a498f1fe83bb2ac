using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace KfTenants.Plans;

/// <summary>The options that a <see cref="PlanDocument"/> was made with, beside its scope.</summary>
public sealed record OptionsDocument
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Adopt { get; init; }

    /// <summary>The exact numbers that guards were overridden with; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, int>? Allow { get; init; }

    /// <summary>Null when there are none.</summary>
    public static OptionsDocument? Of(PlanOptions options) => options.Adopt || !options.Allowances.IsEmpty
        ? new OptionsDocument { Adopt = options.Adopt, Allow = options.Allowances.IsEmpty ? null : options.Allowances }
        : null;
}
