using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>One change in a <see cref="PlanDocument"/>: words and values alone, so that a newer version's are read, too.</summary>
/// <param name="Id">Stable inside a set (<see cref="Change.Id"/>).</param>
/// <param name="Tenant">Null for what all tenants share.</param>
/// <param name="Action">The word of <see cref="Change.Action"/>.</param>
/// <param name="Reason">The word of a <see cref="ChangeReason"/>.</param>
/// <param name="Risk">The word of <see cref="RiskNames"/>.</param>
public sealed record ChangeDocument(
    string Id, string? Tenant, string Action, string Reason, string Risk, ObjectDocument Object, ImmutableArray<FieldDocument> Fields)
{
    /// <summary>The line that asks for it; null when it is the absence of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OriginDocument? Origin { get; init; }

    /// <summary>The tier that asks for it, for all its tenants at once; null when none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tier { get; init; }

    /// <summary>What a write must still find; null for a creation and a conflict.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Precondition? Precondition { get; init; }

    /// <summary>Of a conflict: who or what is in the way, and what can be done.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>What the server said when it was asked to try this; null when it was not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationDocument? Validation { get; init; }

    /// <summary>Fields of which another manager's claim becomes ours; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<MoveDocument>? Moves { get; init; }

    /// <summary>With a base (<see cref="PlanDocument.Base"/>): a plan of it has the same change (true), or this change of the file brings it (false).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Pending { get; init; }

    /// <summary>The text that it edits in place, for people. Null where the fields say all, and in a plan that was read from a file.</summary>
    [JsonIgnore]
    public TextChange? Text { get; init; }

    /// <summary>The fields that were changed outside kftenants and that this change puts back; a conflict puts nothing back.</summary>
    [JsonIgnore]
    public IEnumerable<FieldDocument> Drift => Fields.Where(f => f.IsDrift && Action != "conflict");

    /// <summary>
    /// What of it was pending before this change of the file, or what this change brings; null when nothing is. Of an object that was to be made anyway this
    /// change only alters fields.
    /// </summary>
    public ChangeDocument? Part(bool pending) => (Pending, pending) switch
    {
        (true, false) => null,
        (false, true) => Fields.Any(f => f.Pending) ? this with { Fields = [.. Fields.Where(f => f.Pending)] } : null,
        (false, false) when Action == "create" && Fields.Any(f => f.Pending) =>
            this with { Action = "update", Reason = ChangeReason.PendingAltered.Word, Risk = Plans.Risk.None.ToText(), Fields = [.. Fields.Where(f => !f.Pending)] },
        (false, false) => this with { Fields = [.. Fields.Where(f => !f.Pending)] },
        _ => this,
    };

    public static ChangeDocument Of(Change change) => new(
        change.Id,
        change.Tenant,
        change.Action,
        change.Reason.Word,
        change.Risk.ToText(),
        ObjectDocument.Of(change.Key),
        [.. change.Fields.Select(FieldDocument.Of)])
    {
        Origin = change.Origin is { } origin ? OriginDocument.Of(origin) : null,
        Tier = change.Tier,
        Text = change.Text,
        Precondition = change.Live,
        Detail = change is Change.Conflict conflict ? conflict.Detail : null,
        Moves = change.Moves.IsEmpty ? null : [.. change.Moves.Select(m => new MoveDocument(m.Pointer, m.From))],
    };
}
