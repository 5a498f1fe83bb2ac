using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KfTenants.Kube;

/// <summary>
/// One Kubernetes object, immutable: its key and its whole body as JSON. Nothing is dropped or re-typed, so unknown fields
/// survive; logic reads through <see cref="At"/>.
/// </summary>
public sealed class KubeObject
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Writer)? _scratch;

    private readonly ObjectJson _json;

    /// <param name="kind">The kind; the body's own <c>apiVersion</c> and <c>kind</c> may be absent, as in lists of built-in kinds.</param>
    /// <param name="body">The object; must stay valid (its document is not disposed).</param>
    /// <exception cref="FormatException">The body is not an object with a <c>metadata.name</c>.</exception>
    public KubeObject(ObjectKind kind, JsonElement body)
        : this(kind, new WholeJson(body))
    {
    }

    /// <param name="kind">The kind; the body's own <c>apiVersion</c> and <c>kind</c> may be absent, as in lists of built-in kinds.</param>
    /// <param name="likelyNamespace">Kept in the key instead of another instance of the same text.</param>
    /// <exception cref="FormatException">The body is not an object with a <c>metadata.name</c>.</exception>
    public KubeObject(ObjectKind kind, ObjectJson json, string? likelyNamespace = null)
    {
        _json = json;
        var name = Text("metadata", "name") ?? throw new FormatException($"a {kind.Kind} without metadata.name");
        var space = kind.IsNamespaced ? Text("metadata", "namespace") : null;
        Key = new ObjectKey(kind, space == likelyNamespace ? likelyNamespace : space, name);
    }

    public ObjectKey Key { get; }

    /// <summary>The object's JSON; that of one of many is made anew each time, where <see cref="At"/> makes no more than is asked for.</summary>
    public JsonElement Body => _json.ToElement();

    /// <summary>The value of <c>metadata.managedFields</c>, as it was sent; null when there is none.</summary>
    public JsonElement? ManagedFields => At("metadata", "managedFields");

    /// <summary>Who owns which field, read from <c>metadata.managedFields</c>.</summary>
    public FieldManagers Managers => _json.ManagersOf(this);

    /// <summary>Why its content cannot be judged; null when it can. The body then holds its identity alone.</summary>
    public string? BodyFlaw => _json.Flaw;

    /// <summary>Why it may not be written: neither its content nor who owns what in it may be a guess. Null when nothing is in the way.</summary>
    public string? Flaw => BodyFlaw ?? Managers.Flaw;

    public string? Uid => Text("metadata", "uid");

    public string? ResourceVersion => Text("metadata", "resourceVersion");

    /// <summary>Null when it does not say, or says no time.</summary>
    public DateTimeOffset? Created => Times.Parse(Text("metadata", "creationTimestamp"));

    /// <summary>Deletion has begun; finalizers may keep the object for a while.</summary>
    public bool IsTerminating => At("metadata", "deletionTimestamp") is not null;

    /// <summary>Makes an object from a mutable tree; the tree is copied.</summary>
    public static KubeObject From(ObjectKind kind, JsonNode body) => Write(kind, json => body.WriteTo(json));

    /// <summary>Makes an object from its members, which are written after its <c>apiVersion</c> and <c>kind</c>.</summary>
    /// <param name="writeMembers">Makes no other object: all of a thread share what they are written with.</param>
    internal static KubeObject From(ObjectKind kind, Action<Utf8JsonWriter> writeMembers) => Write(kind, json =>
    {
        json.WriteStartObject();
        json.WriteString("apiVersion", kind.ApiVersion);
        json.WriteString("kind", kind.Kind);
        writeMembers(json);
        json.WriteEndObject();
    });

    private static KubeObject Write(ObjectKind kind, Action<Utf8JsonWriter> write)
    {
        // A plan makes an object for each that the document asks for: they share what they are written with.
        var (bytes, writer) = _scratch ??= Scratch();
        try
        {
            write(writer);
            writer.Flush();
            return new KubeObject(kind, JsonElement.Parse(bytes.WrittenSpan));
        }
        finally
        {
            bytes.ResetWrittenCount();
            writer.Reset();
        }
    }

    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Writer) Scratch()
    {
        var bytes = new ArrayBufferWriter<byte>();
        return (bytes, new Utf8JsonWriter(bytes, WriterOptions));
    }

    /// <summary>The value under these property names; null when any is absent, or the value is JSON null.</summary>
    public JsonElement? At(params ReadOnlySpan<string> path) => _json.At(path);

    /// <summary>The value under this JSON pointer; null when it is absent, or JSON null.</summary>
    public JsonElement? AtPointer(string pointer) => _json.AtPointer(pointer);

    /// <summary>The text under these property names; null when absent or not a string.</summary>
    public string? Text(params ReadOnlySpan<string> path) => _json.Text(path);

    /// <summary>The value under these property names is this one, in whatever order its members are; JSON null is none.</summary>
    public bool Has(JsonElement value, params ReadOnlySpan<string> path) => _json.Has(path, value);

    public string? Label(string name) => Text("metadata", "labels", name);

    public string? Annotation(string name) => Text("metadata", "annotations", name);

    /// <summary>The names of the members at the top that say what the object is like: all but its identity, its metadata and its status.</summary>
    public IEnumerable<string> Content => _json.Names.Where(name => name is not ("apiVersion" or "kind" or "metadata" or "status"));

    /// <summary>A mutable copy of the whole object.</summary>
    public JsonObject ToNode() => JsonObject.Create(Body.Clone())!;

    /// <summary>Same content: property order and the spelling of numbers do not matter.</summary>
    public bool SameAs(KubeObject other) => Key == other.Key && JsonElement.DeepEquals(Body, other.Body);

    /// <summary>The whole object as JSON bytes, for a request.</summary>
    public byte[] ToUtf8()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            Body.WriteTo(writer);
        }

        return stream.ToArray();
    }

    public override string ToString() => Key.ToString();
}
