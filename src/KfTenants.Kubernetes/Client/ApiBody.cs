using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>Reads answers: bounded, whole, and told apart from those that were cut off.</summary>
internal static class ApiBody
{
    /// <summary>More than any object can be; a compressed answer may pretend to be anything.</summary>
    public const int MaxLength = ListBudget.MaxObjectBytes;

    public const int MaxErrorLength = 64 << 10;

    /// <summary>One JSON document over its own bytes.</summary>
    /// <exception cref="EndOfStreamException">The answer is cut off.</exception>
    /// <exception cref="JsonException">It is not JSON, or not UTF-8.</exception>
    public static async Task<JsonElement> ReadJsonAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(stream, MaxLength, cancellationToken)
            ?? throw new JsonException($"the answer is larger than {MaxLength} bytes");
        return Parse(bytes);
    }

    /// <summary>One object, as far as it can be read.</summary>
    /// <exception cref="EndOfStreamException">The answer is cut off.</exception>
    /// <exception cref="JsonException">It is not JSON, or not UTF-8.</exception>
    public static async Task<ObjectJson> ReadObjectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(stream, MaxLength, cancellationToken)
            ?? throw new JsonException($"the answer is larger than {MaxLength} bytes");
        try
        {
            return ObjectBody.Read(bytes);
        }
        catch (JsonException) when (IsCutOff(bytes))
        {
            throw new EndOfStreamException("the answer is cut off");
        }
    }

    /// <summary>The beginning of a text; bytes that are not UTF-8 are replaced.</summary>
    public static async Task<string> ReadTextAsync(Stream stream, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ReadStartAsync(stream, cancellationToken));

    /// <summary>The bytes, or null when there are more than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, long limit, CancellationToken cancellationToken)
    {
        var collected = new ArrayBufferWriter<byte>();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (collected.WrittenCount + (long)count > limit)
            {
                return null;
            }

            collected.Write(buffer.AsSpan(0, count));
        }

        return collected.WrittenSpan.ToArray();
    }

    /// <summary>The beginning of an error's body.</summary>
    public static async Task<byte[]> ReadStartAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxErrorLength];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

    public static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new JsonException("the answer is not UTF-8");
        }

        try
        {
            // Not disposed: the element lives as long as the object that is made of it, and owns its bytes.
            return JsonDocument.Parse(bytes).RootElement;
        }
        catch (JsonException) when (IsCutOff(bytes.Span))
        {
            throw new EndOfStreamException("the answer is cut off");
        }
    }

    private static bool IsCutOff(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = ObjectBody.MaxDepth }));
        try
        {
            var isWhole = false;
            while (reader.Read())
            {
                isWhole = reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
            }

            return !isWhole;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
