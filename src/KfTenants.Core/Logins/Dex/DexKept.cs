using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KfTenants.Logins.Dex;

/// <summary>
/// The previous configuration a change, kept beside the changed one until Dex has been seen to run with it. That it is there
/// says: not confirmed yet.
/// </summary>
/// <param name="Text">Byte for byte.</param>
/// <param name="Record">Our record as it was; null when there was none.</param>
/// <param name="Written">The sum (<see cref="SumOf"/>) of the text that was written in its place: any other there has another writer.</param>
public sealed record DexKept(string Text, string? Record, string Written)
{
    // A hundred times what a ConfigMap holds would unpack from one that was made to.
    private const int MaxLength = 16 << 20;

    /// <summary>Gzip of JSON.</summary>
    public byte[] ToBytes()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        using (var writer = new Utf8JsonWriter(gzip))
        {
            writer.WriteStartObject();
            writer.WriteString("text", Text);
            writer.WriteString("record", Record);
            writer.WriteString("written", Written);
            writer.WriteEndObject();
        }

        return packed.ToArray();
    }

    /// <param name="base64">As it stands in <c>binaryData</c>.</param>
    /// <exception cref="FormatException">kftenants did not write it.</exception>
    public static DexKept Parse(string base64)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
            using var document = JsonDocument.Parse(Unpacked(gzip));
            var root = document.RootElement;
            return new DexKept(
                root.GetProperty("text").GetString() ?? throw new FormatException("the kept configuration has no text."),
                root.GetProperty("record").GetString(),
                root.GetProperty("written").GetString() ?? "");
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("it is not a configuration that was kept.", e);
        }
    }

    public static string SumOf(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Without the text: hashes stand in it.</summary>
    public override string ToString() => $"DexKept {{ Written = {Written} }}";

    private static ReadOnlyMemory<byte> Unpacked(Stream stream)
    {
        var bytes = new byte[MaxLength];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length < bytes.Length ? bytes.AsMemory(0, length) : throw new FormatException("the kept configuration is too large.");
    }
}
