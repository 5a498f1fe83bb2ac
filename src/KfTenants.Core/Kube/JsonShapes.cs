using System.Buffers;
using System.Text.Json;

namespace KfTenants.Kube;

/// <summary>
/// The shapes of the objects of one list. A shape is made where a second text is of it: what is one object's own is no shape. Each list has shapes of its own, so that
/// a tenant who uses them up with objects of one kind does so for no other.
/// </summary>
public sealed class JsonShapes
{
    // Of their texts together, where what is read of one may take some thirty times as much.
    private const int MaxBytes = 1 << 20;
    private const int MaxStrings = 256;

    private readonly Dictionary<byte[], JsonShape> _shapes = new(BytesComparer.Instance);

    // By a part of their hash: what was seen that had no shape.
    private readonly int[] _seen = new int[4096];

    private int _bytes;

    /// <param name="json">An object, whole; copied.</param>
    /// <returns>Null when it is too large, or there was none like it, or there are too many shapes: it is to be kept in another way.</returns>
    /// <exception cref="JsonException">It is no JSON, or too deep (<see cref="JsonReaderOptions.MaxDepth"/>).</exception>
    public ShapedJson? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > OwnStrings.MaxLength)
        {
            return null;
        }

        Span<(int Start, int End)> strings = stackalloc (int, int)[MaxStrings];
        var buffer = ArrayPool<byte>.Shared.Rent(json.Length);
        try
        {
            if (Outline(json, strings, buffer, out var length) is not { } count || ShapeOf(json, strings[..count], buffer.AsSpan(0, length)) is not { } shape)
            {
                return null;
            }

            return new ShapedJson(shape, OwnStrings.Pack(shape, json, strings[..count], buffer).ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private JsonShape? ShapeOf(ReadOnlySpan<byte> json, ReadOnlySpan<(int Start, int End)> strings, ReadOnlySpan<byte> outline)
    {
        if (_shapes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(outline, out var known))
        {
            return known;
        }

        if (!IsSecond(outline) || _bytes + json.Length > MaxBytes)
        {
            return null;
        }

        _bytes += json.Length;
        var shape = new JsonShape(json.ToArray(), strings);
        _shapes.Add(outline.ToArray(), shape);
        return shape;
    }

    private bool IsSecond(ReadOnlySpan<byte> outline)
    {
        var hash = BytesComparer.Instance.GetHashCode(outline);
        ref var seen = ref _seen[hash & (_seen.Length - 1)];
        var isSecond = seen == hash;
        seen = hash;
        return isSecond;
    }

    // Finds the strings, and writes what is left without them; null where they are too many.
    private static int? Outline(ReadOnlySpan<byte> json, Span<(int Start, int End)> strings, Span<byte> rest, out int length)
    {
        var reader = new Utf8JsonReader(json);
        var (count, position) = (0, 0);
        length = 0;
        while (reader.Read())
        {
            if (!JsonShape.IsString(ref reader))
            {
                continue;
            }

            if (count == strings.Length)
            {
                return null;
            }

            // Of a name stays by what it is one that may differ.
            var end = (int)reader.TokenStartIndex + 1 + reader.ValueSpan.Length;
            var start = end - reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.PropertyName ? JsonShape.KeyOfItem.Length : 0);
            json[position..start].CopyTo(rest[length..]);
            length += start - position;
            position = end;
            strings[count++] = (start, end);
        }

        json[position..].CopyTo(rest[length..]);
        length += json.Length - position;
        return count;
    }
}
