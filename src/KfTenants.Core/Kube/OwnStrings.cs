using System.Buffers.Binary;

namespace KfTenants.Kube;

/// <summary>
/// The strings of a <see cref="ShapedJson"/>, one after the other, and how those are packed that its shape does not have: a bit for each string, set where it is another; then
/// these. Each begins with its length, in one byte below 0x80 or two from 0x8000 on. Instead of one that is there already stand two bytes from 0xC000 on, which say where: a
/// person's name is in a binding twice, and a namespace in its own objects.
/// </summary>
internal ref struct OwnStrings
{
    /// <summary>Of the JSON: a length, and a place, have fourteen bits.</summary>
    public const int MaxLength = (1 << 14) - 1;

    private readonly JsonShape _shape;
    private readonly ReadOnlySpan<byte> _packed;
    private int _index;
    private int _position;

    /// <param name="first">The string that comes first; those before it are passed over.</param>
    public OwnStrings(JsonShape shape, ReadOnlySpan<byte> packed, int first)
    {
        _shape = shape;
        _packed = packed;
        _position = BytesOfBits(shape.Strings.Length);
        for (; _index < first; _index++)
        {
            if (IsOther(packed, _index))
            {
                Read(packed, ref _position);
            }
        }
    }

    /// <returns>It is another one than the shape's.</returns>
    public bool Next(out ReadOnlySpan<byte> content)
    {
        var isOther = IsOther(_packed, _index);
        if (isOther)
        {
            content = Read(_packed, ref _position);
        }
        else
        {
            content = _shape.StringAt(_index);
        }

        _index++;
        return isOther;
    }

    /// <summary>One of these strings is another one than the shape's.</summary>
    public static bool Any(ReadOnlySpan<byte> packed, int first, int end)
    {
        for (var index = first; index < end; index++)
        {
            if (IsOther(packed, index))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="json">A text of this shape.</param>
    /// <param name="strings">Where in it the content of each string is.</param>
    /// <param name="buffer">As long as the JSON, where each string has quotes: there is no need of more.</param>
    /// <returns>What is packed, in the buffer.</returns>
    public static ReadOnlySpan<byte> Pack(JsonShape shape, ReadOnlySpan<byte> json, ReadOnlySpan<(int Start, int End)> strings, Span<byte> buffer)
    {
        var length = BytesOfBits(strings.Length);
        buffer[..length].Clear();
        Span<(int Place, int Length)> packed = stackalloc (int, int)[strings.Length];
        var count = 0;
        for (var i = 0; i < strings.Length; i++)
        {
            var content = json[strings[i].Start..strings[i].End];
            if (content.SequenceEqual(shape.StringAt(i)))
            {
                continue;
            }

            buffer[i / 8] |= (byte)(1 << (i % 8));
            if (content.Length > 2 && PlaceOf(content, packed[..count], buffer) is { } same)
            {
                BinaryPrimitives.WriteUInt16BigEndian(buffer[length..], (ushort)(same | 0xC000));
                length += 2;
                continue;
            }

            packed[count++] = (length, content.Length);
            if (content.Length < 0x80)
            {
                buffer[length++] = (byte)content.Length;
            }
            else
            {
                BinaryPrimitives.WriteUInt16BigEndian(buffer[length..], (ushort)(content.Length | 0x8000));
                length += 2;
            }

            content.CopyTo(buffer[length..]);
            length += content.Length;
        }

        return buffer[..length];
    }

    private static bool IsOther(ReadOnlySpan<byte> packed, int index) => (packed[index / 8] & (1 << (index % 8))) != 0;

    private static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> packed, scoped ref int position)
    {
        if (packed[position] < 0x80)
        {
            return Take(packed, packed[position++], ref position);
        }

        var number = BinaryPrimitives.ReadUInt16BigEndian(packed[position..]);
        position += 2;
        if (number < 0xC000)
        {
            return Take(packed, number & 0x3FFF, ref position);
        }

        var place = number & 0x3FFF;
        return Read(packed, ref place);
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> packed, int length, scoped ref int position)
    {
        var content = packed.Slice(position, length);
        position += length;
        return content;
    }

    private static int? PlaceOf(ReadOnlySpan<byte> content, ReadOnlySpan<(int Place, int Length)> packed, ReadOnlySpan<byte> buffer)
    {
        foreach (var (place, length) in packed)
        {
            if (length == content.Length && content.SequenceEqual(buffer.Slice(place + (length < 0x80 ? 1 : 2), length)))
            {
                return place;
            }
        }

        return null;
    }

    private static int BytesOfBits(int count) => (count + 7) / 8;
}
