using System.Text;
using System.Text.Json;

namespace KfTenants.Kube;

/// <summary>
/// What JSON texts have in common that differ in some of their strings alone, as the objects do that one program writes: a text of that kind, and
/// where in it the strings, the members and the items are.
/// </summary>
internal sealed class JsonShape
{
    private readonly byte[] _text;
    private readonly (int Start, int End)[] _strings;
    private readonly string?[] _decoded;

    /// <param name="text">Well-formed JSON.</param>
    /// <param name="strings">Where the content of each string is in which another text of this shape may differ, in their order.</param>
    public JsonShape(byte[] text, ReadOnlySpan<(int Start, int End)> strings)
    {
        (_text, _strings, _decoded) = (text, strings.ToArray(), new string?[strings.Length]);
        var reader = new Utf8JsonReader(_text);
        reader.Read();
        Root = Read(ref reader, 0);
    }

    public ReadOnlySpan<byte> Text => _text;

    /// <summary>Where in <see cref="Text"/> the content of each string is in which texts of this shape differ, in their order.</summary>
    public ReadOnlySpan<(int Start, int End)> Strings => _strings;

    public Part Root { get; }

    /// <summary>How a name begins that is the key of an item: <c>k:{"uid":"…"}</c> in managed fields (structured-merge-diff, PathElement).</summary>
    public static ReadOnlySpan<byte> KeyOfItem => "k:{"u8;

    /// <summary>
    /// A text of this shape may have another string here: all values are such, and of the names those of <see cref="KeyOfItem"/>.
    /// </summary>
    public static bool IsString(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String || (reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan.StartsWith(KeyOfItem));

    /// <summary>The content of this string in <see cref="Text"/>.</summary>
    public ReadOnlySpan<byte> StringAt(int index) => _text.AsSpan(_strings[index].Start.._strings[index].End);

    /// <summary>What this string says in <see cref="Text"/>; the same instance each time.</summary>
    public string Decoded(int index) => _decoded[index] ??= Decode(StringAt(index));

    /// <summary>What the content of a JSON string says.</summary>
    public static string Decode(ReadOnlySpan<byte> content) =>
        content.Contains((byte)'\\') ? JsonElement.Parse((byte[])[(byte)'"', .. content, (byte)'"']).GetString()! : Encoding.UTF8.GetString(content);

    private static Part Read(ref Utf8JsonReader reader, int firstString)
    {
        var (token, start, next) = (reader.TokenType, (int)reader.TokenStartIndex, firstString);
        var (members, items) = (default(Dictionary<string, Part>), default(List<Part>));
        switch (token)
        {
            case JsonTokenType.String:
                next++;
                break;
            case JsonTokenType.StartArray:
                items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, next));
                    next = items[^1].EndString;
                }

                break;
            case JsonTokenType.StartObject:
                var (all, isNamed) = (new Dictionary<string, Part>(StringComparer.Ordinal), true);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (IsString(ref reader))
                    {
                        next++;
                        isNamed = false;
                    }

                    var name = reader.GetString()!;
                    reader.Read();
                    var member = Read(ref reader, next);
                    isNamed &= all.TryAdd(name, member);
                    next = member.EndString;
                }

                members = isNamed ? all : null;
                break;
        }

        return new Part(token, start, (int)reader.BytesConsumed, firstString, next, members, items);
    }

    /// <summary>A value in the text.</summary>
    /// <param name="Token">The first of its tokens.</param>
    /// <param name="Start">Where it begins, with its quotes or brackets.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="FirstString">Which of the shape's strings is the first in it.</param>
    /// <param name="EndString">The first string after it.</param>
    /// <param name="Members">Those of an object whose names are the shape's, each once; null for all else.</param>
    /// <param name="Items">Those of a list; null for all else.</param>
    internal sealed record Part(JsonTokenType Token, int Start, int End, int FirstString, int EndString, Dictionary<string, Part>? Members, List<Part>? Items)
    {
        /// <summary>Of a map of managed fields that is alike in all texts of this shape: its fields, once they were read, if they are worth keeping.</summary>
        public KeptFields? Fields { get; set; }

        /// <summary>Of a list of managed fields: what the texts of this shape say of us whose entries differ in their times alone, once one was read.</summary>
        public FieldManagers.OurEntry? OurEntry { get; set; }
    }

    /// <summary>Fields that were read.</summary>
    /// <param name="Taken">What they are of all that one object's field sets may hold; every object that has them takes it.</param>
    internal sealed record KeptFields(FieldSet Set, FieldSetLimit Taken);
}
