using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// Cuts a list into its items while it arrives: each becomes a small document over a copy of just its bytes, so that no page, let
/// alone an unpaged list, is ever one large tree.
/// </summary>
internal sealed class ListReader
{
    private const int FirstBuffer = 128 * 1024;

    private readonly ImmutableArray<ObjectJson>.Builder _items = ImmutableArray.CreateBuilder<ObjectJson>();
    private readonly JsonShapes _shapes;
    private readonly ListBudget _budget;
    private readonly byte[] _typePrefix;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = ObjectBody.MaxDepth });
    private Place _place = Place.Outside;
    private string? _continue;
    private bool _hasItems;

    /// <param name="apiVersion">Given to items that carry none, as those of built-in lists.</param>
    private ListReader(string apiVersion, string kind, JsonShapes shapes, ListBudget budget)
    {
        _shapes = shapes;
        _budget = budget;
        _typePrefix = [.. "{\"apiVersion\":"u8, .. JsonSerializerText(apiVersion), .. ",\"kind\":"u8, .. JsonSerializerText(kind), .. ","u8];
    }

    private enum Place
    {
        Outside,
        Root,
        Metadata,
        Items,
        Done,
    }

    /// <exception cref="EndOfStreamException">The answer ends too early.</exception>
    /// <exception cref="JsonException">It is not a list.</exception>
    /// <exception cref="KfTenantsException">It is more than the budget.</exception>
    public static async Task<ListPage> ReadAsync(
        Stream stream, string apiVersion, string kind, JsonShapes shapes, ListBudget budget, CancellationToken cancellationToken)
    {
        budget.BeginPage();
        var reader = new ListReader(apiVersion, kind, shapes, budget);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var start = 0;
            var end = 0;
            var isStuck = false;
            while (true)
            {
                if (start > 0)
                {
                    buffer.AsSpan(start..end).CopyTo(buffer);
                    (start, end) = (0, end - start);
                }
                else if (end == buffer.Length)
                {
                    if (buffer.Length > ListBudget.MaxObjectBytes)
                    {
                        throw budget.TooLargeObject();
                    }

                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(..end).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                int count;
                do
                {
                    count = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
                    end += count;
                    budget.TakeBytes(count);
                }
                while (isStuck && count > 0 && end < buffer.Length);

                // An item is looked at from its beginning: one that is not whole yet only when there is much more of it.
                var consumed = reader.Consume(buffer.AsSpan(start..end));
                isStuck = consumed == 0;
                start += consumed;
                if (count == 0)
                {
                    var page = reader.Finish();
                    budget.EndPage();
                    return page;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ListPage Finish() => _place == Place.Done
        ? _hasItems ? new ListPage(_items.ToImmutable(), string.IsNullOrEmpty(_continue) ? null : _continue) : throw new JsonException("the answer has no items")
        : throw new EndOfStreamException("the list is cut off");

    /// <summary>Takes whole tokens and whole items, and says how many bytes they were.</summary>
    private int Consume(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, _state);
        while (true)
        {
            var before = reader;
            if (!Step(ref reader, bytes))
            {
                _state = before.CurrentState;
                return (int)before.BytesConsumed;
            }
        }
    }

    /// <summary>False when there are not enough bytes; the reader is then of no use.</summary>
    private bool Step(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (_place)
        {
            case Place.Outside:
                _place = reader.TokenType == JsonTokenType.StartObject ? Place.Root : throw new JsonException("the answer is not a list");
                return true;
            case Place.Root when reader.TokenType == JsonTokenType.EndObject:
                _place = Place.Done;
                return true;
            case Place.Root:
                return Property(ref reader);
            case Place.Metadata when reader.TokenType == JsonTokenType.EndObject:
            case Place.Items when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.Root;
                return true;
            case Place.Metadata:
                return MetadataField(ref reader);
            default:
                return Item(ref reader, bytes);
        }
    }

    private bool Property(ref Utf8JsonReader reader)
    {
        var isMetadata = reader.ValueTextEquals("metadata"u8);
        var isItems = reader.ValueTextEquals("items"u8);
        if (!reader.Read())
        {
            return false;
        }

        if (isMetadata && reader.TokenType == JsonTokenType.StartObject)
        {
            _place = Place.Metadata;
            return true;
        }

        if (isItems)
        {
            // Go writes a list that was never made as null.
            _hasItems = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null;
            _place = reader.TokenType == JsonTokenType.StartArray ? Place.Items : _place;
            return _hasItems ? true : throw new JsonException("the answer's items are not a list");
        }

        return reader.TrySkip();
    }

    private bool MetadataField(ref Utf8JsonReader reader)
    {
        var isContinue = reader.ValueTextEquals("continue"u8);
        if (!reader.Read())
        {
            return false;
        }

        if (isContinue && reader.TokenType == JsonTokenType.String)
        {
            _continue = reader.GetString();
            return true;
        }

        return reader.TrySkip();
    }

    private bool Item(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an item of the list is not an object");
        }

        var start = (int)reader.TokenStartIndex;
        var outline = default(ItemOutline);
        if (!outline.TryRead(ref reader))
        {
            return false;
        }

        var item = bytes[start..(int)reader.BytesConsumed];
        // An item without a name has no second property either; it is refused later.
        var hasType = outline.HasType || item.Length <= 2;
        var body = ObjectBody.ReadItem(_shapes, hasType ? [] : _typePrefix, hasType ? item : item[1..]);
        _budget.TakeObject(ObjectBody.CostOf(body, item.Length));
        _items.Add(body);
        return true;
    }

    private static byte[] JsonSerializerText(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];
}
