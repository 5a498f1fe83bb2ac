using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// One object's JSON, as far as it can be read: an object that another person made unreadable must not make the list unreadable that
/// it is in. What is left out is said, and is for the planner to judge.
/// </summary>
internal static class ObjectBody
{
    /// <summary>As deep as an API server itself reads (k8s.io/apimachinery, util/json).</summary>
    public const int MaxDepth = 10_000;

    /// <summary>As deep as an object may be that is worked with.</summary>
    public const int MaxUsedDepth = 64;

    private static readonly string TooDeep = $"it is nested more than {MaxUsedDepth} levels deep";

    private static ReadOnlySpan<byte> LowSurrogateHint => "\\ud"u8;

    private static ReadOnlySpan<byte> UpperSurrogateHint => "\\uD"u8;

    /// <summary>An item of a list; most of a list are alike.</summary>
    /// <param name="shapes">What it may be like.</param>
    /// <param name="before">What goes before its bytes.</param>
    /// <param name="item">Whole and well formed; copied.</param>
    /// <exception cref="JsonException">It is no JSON that an API server would send.</exception>
    public static ObjectJson ReadItem(JsonShapes shapes, ReadOnlySpan<byte> before, ReadOnlySpan<byte> item)
    {
        var length = before.Length + item.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            before.CopyTo(buffer);
            item.CopyTo(buffer.AsSpan(before.Length));
            var whole = buffer.AsSpan(0, length);
            return !MayHaveBrokenText(item) && Utf8.IsValid(item) && ReadShaped(shapes, whole) is { } shaped ? shaped : Read(whole.ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Null when it is too deep, or not to be kept in this way.
    private static ShapedJson? ReadShaped(JsonShapes shapes, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return shapes.Read(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="bytes">Whole and well formed; owned from now on.</param>
    /// <exception cref="JsonException">It is no JSON that an API server would send.</exception>
    public static ObjectJson Read(ReadOnlyMemory<byte> bytes)
    {
        var checksText = MayHaveBrokenText(bytes.Span);
        if (!checksText && ReadWhole(bytes) is { } whole)
        {
            return new WholeJson(whole);
        }

        var shape = Shape.Of(bytes.Span, checksText);
        if (!shape.HasBrokenText && shape.Depth <= MaxUsedDepth)
        {
            return new WholeJson(ApiBody.Parse(bytes));
        }

        if (!shape.HasBrokenText && shape.DepthOutsideManagers <= MaxUsedDepth)
        {
            var (start, end) = shape.Managers;
            byte[] rest = [.. bytes.Span[..start], .. "[]"u8, .. bytes.Span[end..]];
            return new WholeJson(ApiBody.Parse(rest), managersFlaw: $"its metadata.managedFields are nested more than {MaxUsedDepth} levels deep");
        }

        var flaw = shape.HasBrokenText ? "a text in it is not Unicode" : TooDeep;
        return shape.HasName ? new WholeJson(shape.Identity(), flaw) : throw new JsonException(flaw);
    }

    private static bool MayHaveBrokenText(ReadOnlySpan<byte> bytes) => bytes.IndexOf(LowSurrogateHint) >= 0 || bytes.IndexOf(UpperSurrogateHint) >= 0;

    // Null when it is too deep, or no JSON: the walk over its tokens tells.
    private static JsonElement? ReadWhole(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ApiBody.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What an object takes, in bytes: some hundreds with its key, and JSON that is kept whole one and a half times its text.</summary>
    /// <param name="length">Of its text.</param>
    public static int CostOf(ObjectJson json, int length) => 400 + ((json as ShapedJson)?.Cost ?? length + (length / 2));

    /// <summary>One walk over the tokens, which needs no memory but a bit for each level.</summary>
    private ref struct Shape
    {
        public int Depth;
        public int DepthOutsideManagers;
        public bool HasBrokenText;
        public (int Start, int End) Managers;
        private Dictionary<string, string>? _identity;

        public static Shape Of(ReadOnlySpan<byte> bytes, bool checksText)
        {
            var shape = new Shape();
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
            var isInMetadata = false;
            var isManagers = false;
            string? identity = null;
            while (reader.Read())
            {
                var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
                shape.Depth = Math.Max(shape.Depth, depth);
                shape.DepthOutsideManagers = isManagers ? shape.DepthOutsideManagers : Math.Max(shape.DepthOutsideManagers, depth);
                if (checksText && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader))
                {
                    shape.HasBrokenText = true;
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    isInMetadata = reader.ValueTextEquals("metadata"u8);
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && isInMetadata)
                {
                    isManagers = reader.ValueTextEquals("managedFields"u8);
                    identity = reader.ValueTextEquals("name"u8) ? "name" : reader.ValueTextEquals("namespace"u8) ? "namespace"
                        : reader.ValueTextEquals("uid"u8) ? "uid" : reader.ValueTextEquals("resourceVersion"u8) ? "resourceVersion" : null;
                    if (isManagers)
                    {
                        shape.Managers = ((int)reader.BytesConsumed, 0);
                    }
                }
                else if (reader.CurrentDepth == 2 && isInMetadata)
                {
                    if (isManagers && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                    {
                        shape.Managers.End = (int)reader.BytesConsumed;
                        isManagers = false;
                    }
                    else if (identity is not null && reader.TokenType == JsonTokenType.String)
                    {
                        (shape._identity ??= [])[identity] = reader.GetString()!;
                        identity = null;
                    }
                }
            }

            return shape;
        }

        public readonly bool HasName => _identity?.ContainsKey("name") == true;

        public readonly JsonElement Identity()
        {
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
            {
                writer.WriteStartObject();
                writer.WriteStartObject("metadata");
                foreach (var (name, value) in _identity ?? [])
                {
                    writer.WriteString(name, value);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            return ApiBody.Parse(stream.ToArray());
        }

        // Half of a surrogate pair, which no API server stores: reading it later would throw.
        private static bool IsText(ref Utf8JsonReader reader)
        {
            try
            {
                reader.GetString();
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }
}
