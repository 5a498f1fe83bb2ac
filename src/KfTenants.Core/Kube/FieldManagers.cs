using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace KfTenants.Kube;

/// <summary>One entry of <c>metadata.managedFields</c>.</summary>
/// <param name="Operation"><c>Apply</c> or <c>Update</c>.</param>
/// <param name="Time">When the entry last changed; null when the server did not say.</param>
public sealed record FieldManagerEntry(string Manager, string Operation, string? Subresource, DateTimeOffset? Time, FieldSet Fields)
{
    /// <summary>This tool's own server-side apply entry.</summary>
    public bool IsOurs => Manager == Ownership.FieldManager && Operation == "Apply" && Subresource is null;

    /// <param name="text">The member of the entry by this name; null when it is absent, or no string.</param>
    internal static FieldManagerEntry Of(Func<string, string?> text, FieldSet fields) => new(
        text("manager") ?? "",
        text("operation") ?? "",
        text("subresource") is { Length: > 0 } subresource ? subresource : null,
        DateTimeOffset.TryParse(text("time"), CultureInfo.InvariantCulture, out var time) ? time : null,
        fields);
}

/// <summary>Who owns which field of one live object, read from <c>metadata.managedFields</c>.</summary>
public sealed class FieldManagers
{
    private readonly KubeObject _live;
    private readonly Func<ImmutableArray<FieldManagerEntry>> _read;
    private ImmutableArray<FieldManagerEntry> _entries;

    /// <param name="ours">What <paramref name="read"/> would say of us.</param>
    /// <param name="read">Gives the entries; asked when they are, and not where there is a flaw.</param>
    internal FieldManagers(KubeObject live, OurEntry ours, Func<ImmutableArray<FieldManagerEntry>> read) => (_live, Us, _read) = (live, ours, read);

    /// <summary>Why it is not known who owns what; null when it is. There are no entries then.</summary>
    public string? Flaw => Us.Flaw;

    public ImmutableArray<FieldManagerEntry> Entries => _entries.IsDefault ? _entries = Flaw is null ? _read() : [] : _entries;

    /// <summary>The fields of our Apply entry; empty when there is none.</summary>
    public FieldSet Ours => Us.Fields ?? FieldSet.Empty;

    internal OurEntry Us { get; }

    /// <summary>An Apply entry of ours exists: the evidence, beside the label, that we wrote the object.</summary>
    public bool IncludeUs => Us.Fields is not null;

    /// <summary>Our Apply entry owns this leaf, or the atomic map that holds it.</summary>
    public bool WeOwn(string pointer) => Ours.Leaves.Any(leaf => IsOrHolds(leaf, pointer));

    /// <summary>The other managers that own this leaf, a leaf below it, or the atomic map that holds it.</summary>
    public IEnumerable<FieldManagerEntry> OthersOf(string pointer) => OwnersOf(pointer).Where(e => !e.IsOurs);

    /// <summary>Every manager that owns this leaf, a leaf below it, or the atomic map that holds it.</summary>
    public IEnumerable<FieldManagerEntry> OwnersOf(string pointer) =>
        Entries.Where(e => e.Fields.Leaves.Any(leaf =>
            IsOrHolds(leaf, pointer) || JsonPointer.IsBelow(leaf, pointer)));

    /// <summary>
    /// The map above this leaf that another manager owns as an empty one. When apply takes the last leaf out of it, the server
    /// (1.20.2 at least) leaves null, which the schema of a custom resource refuses: "must be of type object: null".
    /// </summary>
    public string? EmptyMapOfOthers(string pointer) =>
        Entries.Where(e => !e.IsOurs).SelectMany(e => e.Fields.Leaves).FirstOrDefault(leaf => JsonPointer.IsBelow(pointer, leaf));

    private bool IsOrHolds(string leaf, string pointer) =>
        leaf == pointer || (JsonPointer.IsBelow(pointer, leaf) && IsAtomicMap(leaf));

    // Both an atomic map and an empty granular one are leaves without children. An owner of an empty map does not own what is
    // put into it later (structured-merge-diff, merge.go doMap), as profile-controller's `resourceQuotaSpec: {}` shows; and a map
    // that any manager owns a part of cannot be atomic.
    private bool IsAtomicMap(string pointer) =>
        _live.AtPointer(pointer) is { ValueKind: JsonValueKind.Object } map && map.GetPropertyCount() > 0 &&
        !Entries.Any(e => e.Fields.Leaves.Any(leaf => JsonPointer.IsBelow(leaf, pointer)));

    /// <param name="read">Gives the entries, or throws <see cref="FieldSetTooLargeException"/>.</param>
    internal static FieldManagers Of(KubeObject live, Func<ImmutableArray<FieldManagerEntry>> read)
    {
        try
        {
            var entries = read();
            return new FieldManagers(live, new OurEntry(entries.FirstOrDefault(e => e.IsOurs)?.Fields), () => entries);
        }
        catch (FieldSetTooLargeException e)
        {
            return Unknown(live, e.Message);
        }
    }

    /// <param name="flaw">Why it is not known who owns what.</param>
    internal static FieldManagers Unknown(KubeObject live, string flaw) => new(live, new OurEntry(null, flaw), read: () => []);

    /// <param name="list">The value of <c>metadata.managedFields</c>; no list has no entries.</param>
    /// <exception cref="FieldSetTooLargeException">They have more fields than are read.</exception>
    internal static ImmutableArray<FieldManagerEntry> ReadEntries(JsonElement? list)
    {
        var limit = new FieldSetLimit();
        return [.. list.Items().Select(e => Read(e, limit))];
    }

    private static FieldManagerEntry Read(JsonElement entry, FieldSetLimit limit) => FieldManagerEntry.Of(
        name => entry.TextMember(name), entry.Member("fieldsV1") is { ValueKind: JsonValueKind.Object } tree ? FieldSet.FromFieldsV1(tree, limit) : FieldSet.Empty);

    /// <summary>What is asked of every object: what our Apply entry owns; null when there is none. And why it cannot be known.</summary>
    internal sealed record OurEntry(FieldSet? Fields, string? Flaw = null);
}
