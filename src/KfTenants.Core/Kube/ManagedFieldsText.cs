using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace KfTenants.Kube;

/// <summary>
/// The JSON text of one object's <c>metadata.managedFields</c>, in little memory: it is half of what a list sends, and objects of one kind that
/// the same programs wrote differ in its times alone. What is alike is kept, and read, once; <see cref="ToUtf8"/> gives the text back byte for byte.
/// </summary>
public sealed class ManagedFieldsText
{
    // As metav1.Time writes it: 2026-11-30T17:26:18Z.
    private const int TimeLength = 20;

    // Objects that are alike have the same text; of texts that are one object's own, so many are kept in vain.
    private const int MaxShared = 2048;
    private const int MaxSharedLength = 16 * 1024;

    private static readonly ConcurrentDictionary<byte[], Template> Shared = new(new ByBytes());

    private static readonly ConcurrentDictionary<byte[], Template>.AlternateLookup<ReadOnlySpan<byte>> SharedBySpan = Shared.GetAlternateLookup<ReadOnlySpan<byte>>();

    private readonly Template _template;
    private readonly byte[] _times;

    private ManagedFieldsText(Template template, byte[] times) => (_template, _times) = (template, times);

    private static ReadOnlySpan<byte> TimeMember => "\"time\":\""u8;

    // The key of a member of a list, as an owner's uid, is one object's own.
    private static ReadOnlySpan<byte> MemberKey => "\"k:{"u8;

    /// <summary>A text as it stands in an object.</summary>
    /// <param name="raw">Well-formed JSON; copied.</param>
    /// <param name="maxDepth">How deep it may be nested.</param>
    /// <returns>Null when it is nested deeper.</returns>
    public static ManagedFieldsText? Of(ReadOnlySpan<byte> raw, int maxDepth)
    {
        var blank = raw.Length <= 4096 ? stackalloc byte[raw.Length] : new byte[raw.Length];
        raw.CopyTo(blank);
        var times = Blank(blank);
        var mayShare = raw.Length <= MaxSharedLength && raw.IndexOf(MemberKey) < 0;
        if (mayShare && SharedBySpan.TryGetValue(blank, out var known))
        {
            return new ManagedFieldsText(known, times);
        }

        if (!IsWithin(blank, maxDepth))
        {
            return null;
        }

        var template = new Template(blank.ToArray(), mayShare && Shared.Count < MaxShared);
        return new ManagedFieldsText(template.IsShared ? Shared.GetOrAdd(template.Text, template) : template, times);
    }

    /// <summary>The text as it was.</summary>
    public byte[] ToUtf8()
    {
        var text = _template.Text.ToArray();
        var rest = text.AsSpan();
        for (var taken = 0; taken < _times.Length; taken += TimeLength)
        {
            rest = rest[(rest.IndexOf(TimeMember) + TimeMember.Length)..];
            _times.AsSpan(taken, TimeLength).CopyTo(rest);
            rest = rest[TimeLength..];
        }

        return text;
    }

    /// <summary>Its entries, with their times; those of alike objects have the same field sets.</summary>
    /// <exception cref="FieldSetTooLargeException">They have more fields than are read.</exception>
    internal ImmutableArray<FieldManagerEntry> ReadEntries()
    {
        if (!_template.IsShared || _template.Timed.Count(timed => timed) * TimeLength != _times.Length)
        {
            return FieldManagers.ReadEntries(JsonElement.Parse(ToUtf8()));
        }

        var entries = _template.Entries.ToBuilder();
        for (var (i, taken) = (0, 0); i < entries.Count; i++)
        {
            if (_template.Timed[i])
            {
                entries[i] = entries[i] with { Time = Times.Parse(Encoding.ASCII.GetString(_times, taken, TimeLength)) };
                taken += TimeLength;
            }
        }

        return entries.DrainToImmutable();
    }

    // Takes the times out of the text, and leaves as many zeros.
    private static byte[] Blank(Span<byte> text)
    {
        Span<byte> times = stackalloc byte[TimeLength * 32];
        var taken = 0;
        while (taken < times.Length && text.IndexOf(TimeMember) is >= 0 and var at && at + TimeMember.Length + TimeLength < text.Length)
        {
            text = text[(at + TimeMember.Length)..];
            if (text[TimeLength] != (byte)'"')
            {
                // Another form: all the rest is left as it is, so that those taken out are the first.
                break;
            }

            text[..TimeLength].CopyTo(times[taken..]);
            text[..TimeLength].Fill((byte)'0');
            text = text[TimeLength..];
            taken += TimeLength;
        }

        return times[..taken].ToArray();
    }

    private static bool IsWithin(ReadOnlySpan<byte> json, int maxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What alike texts have in common.</summary>
    private sealed class Template(byte[] text, bool isShared)
    {
        private readonly Lazy<(ImmutableArray<FieldManagerEntry> Entries, ImmutableArray<bool> Timed)> _read = new(() =>
        {
            var list = JsonElement.Parse(text);
            return (FieldManagers.ReadEntries(list), [.. ((JsonElement?)list).Items().Select(e => e.TextMember("time") is { Length: TimeLength })]);
        });

        public byte[] Text => text;

        public bool IsShared => isShared;

        public ImmutableArray<FieldManagerEntry> Entries => _read.Value.Entries;

        /// <summary>Of each entry: it has a time.</summary>
        public ImmutableArray<bool> Timed => _read.Value.Timed;
    }

    private sealed class ByBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
