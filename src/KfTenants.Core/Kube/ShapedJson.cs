using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace KfTenants.Kube;

/// <summary>
/// One object's JSON in little memory: its <see cref="JsonShape"/>, which alike objects share, and the strings in which it differs from the first of
/// that shape. The text is as it was, byte for byte; a part of it is made where it is asked for, and not kept.
/// </summary>
public sealed class ShapedJson : ObjectJson
{
    // Characters of pointers for each byte of text; those of ordinary objects have about one.
    private const int MostOfText = 4;

    private static readonly string[] ManagersPath = ["metadata", "managedFields"];

    private readonly JsonShape _shape;
    private readonly byte[] _own;

    internal ShapedJson(JsonShape shape, byte[] own) => (_shape, _own) = (shape, own);

    /// <summary>What it takes by itself, in bytes: its shape is not counted.</summary>
    public int Cost => _own.Length;

    internal override IEnumerable<string> Names => _shape.Root.Members?.Keys ?? base.Names;

    internal override JsonElement ToElement() => Element(_shape.Root);

    internal override JsonElement? At(ReadOnlySpan<string> path) =>
        Find(path, out var rest) is { Token: not JsonTokenType.Null } part ? Element(part).At(rest) : null;

    internal override string? Text(ReadOnlySpan<string> path) => Find(path, out var rest) switch
    {
        null => null,
        { Token: JsonTokenType.String } text => TextOf(text),
        _ => rest.IsEmpty ? null : base.Text(path),
    };

    internal override bool Has(ReadOnlySpan<string> path, JsonElement value) => Find(path, out var rest) switch
    {
        null or { Token: JsonTokenType.Null } => false,
        var part => rest.IsEmpty ? IsSame(part, value) : base.Has(path, value),
    };

    // Alike objects have the same managers of the same fields. When these wrote, each says for itself, which is not asked of most.
    internal override FieldManagers ManagersOf(KubeObject live)
    {
        if (FindManagers(out var entries) is not { } list || !entries.TrueForAll(IsOfTheShapeButForItsTime))
        {
            return FieldManagers.Of(live, ReadManagers);
        }

        if (list.OurEntry is { } known)
        {
            return new FieldManagers(live, known, ReadManagers);
        }

        var managers = FieldManagers.Of(live, ReadManagers);
        list.OurEntry = IsWorthKeeping(managers.Ours, list) ? managers.Us : null;
        return managers;
    }

    private JsonShape.Part? FindManagers(out List<JsonShape.Part> entries)
    {
        var found = Find(ManagersPath, out _);
        entries = found?.Items ?? [];
        return entries.Count > 0 ? found : null;
    }

    private bool IsOfTheShapeButForItsTime(JsonShape.Part entry) =>
        entry.Members is not null && entry.Members.TryGetValue("time", out var time)
            ? !OwnStrings.Any(_own, entry.FirstString, time.FirstString) && !OwnStrings.Any(_own, time.EndString, entry.EndString)
            : !OwnStrings.Any(_own, entry.FirstString, entry.EndString);

    // Alike objects have the same field sets.
    private ImmutableArray<FieldManagerEntry> ReadManagers()
    {
        if (FindManagers(out var entries) is null || entries.Exists(e => e.Members is null))
        {
            return FieldManagers.ReadEntries(At(ManagersPath));
        }

        var limit = new FieldSetLimit();
        return [.. entries.Select(entry => FieldManagerEntry.Of(
            name => entry.Members!.GetValueOrDefault(name) is { Token: JsonTokenType.String } text ? TextOf(text) : null, FieldsOf(entry, limit)))];
    }

    private FieldSet FieldsOf(JsonShape.Part entry, FieldSetLimit limit)
    {
        if (entry.Members!.GetValueOrDefault("fieldsV1") is not { Token: JsonTokenType.StartObject } fields)
        {
            return FieldSet.Empty;
        }

        if (fields.FirstString != fields.EndString)
        {
            return FieldSet.FromFieldsV1(Element(fields), limit);
        }

        if (fields.Fields is { } kept)
        {
            limit.Take(kept.Taken);
            return kept.Set;
        }

        var taken = new FieldSetLimit();
        var set = FieldSet.FromFieldsV1(Element(fields), taken);
        limit.Take(taken);
        fields.Fields = IsWorthKeeping(set, fields) ? new JsonShape.KeptFields(set, taken) : null;
        return set;
    }

    // Each pointer repeats the names above it: from little text, which is all that shapes are bounded by, an owner of a tenant may make many times as much.
    private static bool IsWorthKeeping(FieldSet set, JsonShape.Part text) => set.Leaves.Sum(l => (long)l.Length) <= MostOfText * (text.End - text.Start);

    // Of names and plain strings nothing is made to compare them, not even an iterator: a plan does this with every object.
    private bool IsSame(JsonShape.Part part, JsonElement value)
    {
        switch (part)
        {
            case { Token: JsonTokenType.String }:
                ContentOf(part, out var content);
                return value.ValueKind == JsonValueKind.String &&
                    (content.Contains((byte)'\\') ? value.ValueEquals(JsonShape.Decode(content)) : value.ValueEquals(content));
            case { Items: { } items }:
                return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == items.Count && AreSame(items, value);
            case { Members: { } members }:
                return value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == members.Count && AreSame(members, value);
            default:
                return JsonElement.DeepEquals(value, Element(part));
        }
    }

    private bool AreSame(List<JsonShape.Part> items, JsonElement list)
    {
        var at = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (!IsSame(items[at++], item))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreSame(Dictionary<string, JsonShape.Part> members, JsonElement map)
    {
        foreach (var (name, member) in members)
        {
            if (!map.TryGetProperty(name, out var value) || !IsSame(member, value))
            {
                return false;
            }
        }

        return true;
    }

    private string TextOf(JsonShape.Part text) =>
        ContentOf(text, out var content) ? JsonShape.Decode(content) : _shape.Decoded(text.FirstString);

    // True where it is another one than the shape's.
    private bool ContentOf(JsonShape.Part text, out ReadOnlySpan<byte> content)
    {
        if (OwnStrings.Any(_own, text.FirstString, text.EndString))
        {
            return new OwnStrings(_shape, _own, text.FirstString).Next(out content);
        }

        content = _shape.StringAt(text.FirstString);
        return false;
    }

    // The rest of the path is below members that are to be looked for in the text: it may have others than the shape, or several of one name.
    private JsonShape.Part? Find(ReadOnlySpan<string> path, out ReadOnlySpan<string> rest)
    {
        rest = path;
        var current = _shape.Root;
        while (!rest.IsEmpty && !(current is { Token: JsonTokenType.StartObject, Members: null }))
        {
            if (current.Members is null || !current.Members.TryGetValue(rest[0], out current))
            {
                return null;
            }

            rest = rest[1..];
        }

        return current;
    }

    private JsonElement Element(JsonShape.Part part)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(part.End - part.Start + _own.Length);
        try
        {
            return JsonElement.Parse(buffer.AsSpan(0, Write(part, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Write(JsonShape.Part part, Span<byte> destination)
    {
        var strings = new OwnStrings(_shape, _own, part.FirstString);
        var (position, length) = (part.Start, 0);
        foreach (var (start, end) in _shape.Strings[part.FirstString..part.EndString])
        {
            strings.Next(out var content);
            _shape.Text[position..start].CopyTo(destination[length..]);
            length += start - position;
            content.CopyTo(destination[length..]);
            length += content.Length;
            position = end;
        }

        _shape.Text[position..part.End].CopyTo(destination[length..]);
        return length + part.End - position;
    }
}
