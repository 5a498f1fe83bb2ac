using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>One change as every output shows it, whether it was planned just now or read from a saved plan.</summary>
/// <param name="Action">The word of <see cref="Change.Action"/>.</param>
/// <param name="Risk">The word of <see cref="RiskNames"/>.</param>
/// <param name="Live">What a write must still find; null for a creation and a conflict.</param>
/// <param name="Detail">Of a conflict: who is in the way, and what can be done.</param>
internal sealed record ChangeView(
    string Id,
    string Action,
    ObjectRef Object,
    string? Tenant,
    ChangeReason Reason,
    string Risk,
    SourceLocation? Origin,
    ImmutableArray<FieldChange> Fields,
    Precondition? Live,
    string? Detail)
{
    /// <summary>What the server said when it was asked to try this; null when it was not asked.</summary>
    public Validation? Validation { get; init; }

    /// <summary><c>-/+</c> and so on; each stands for one action.</summary>
    public string Symbol => Action switch
    {
        "create" => "+",
        "update" => "~",
        "replace" => "-/+",
        "delete" => "-",
        "adopt" => "<",
        "release" => ">",
        _ => "!",
    };

    /// <summary>The fields that somebody changed outside and that this change puts back; a conflict puts nothing back.</summary>
    public IEnumerable<FieldChange> Drift => Fields.Where(f => f.IsDrift && Action != "conflict");

    public Tone Tone => Action switch
    {
        "create" or "adopt" => Tone.Good,
        "update" or "release" => Tone.Change,
        "replace" or "delete" => Tone.Bad,
        _ => Tone.Notice,
    };

    /// <summary>Fields of which another manager's claim becomes ours.</summary>
    public ImmutableArray<FieldMove> Moves { get; init; } = [];

    public static ChangeView Of(Change change) => new(
        change.Id,
        change.Action,
        ObjectRef.Of(change.Key),
        change.Tenant,
        change.Reason,
        change.Risk.ToText(),
        change.Origin,
        change.Fields,
        change.Live,
        change is Change.Conflict conflict ? conflict.Detail : null)
    {
        Moves = change.Moves,
    };
}
