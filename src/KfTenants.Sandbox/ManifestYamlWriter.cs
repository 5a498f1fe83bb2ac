using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Sandbox;

/// <summary>
/// Writes one manifest as kubectl would, with YamlDotNet's emitter: block style, lists at the indentation of their key, quotes only
/// where some YAML reader could take a text for something else, multi-line text as a literal block. Keys keep their order, but
/// identity comes first and <c>metadata.managedFields</c> last, one line an entry.
/// </summary>
internal sealed partial class ManifestYamlWriter
{
    private static readonly EmitterSettings Settings = new EmitterSettings().WithBestIndent(2).WithBestWidth(int.MaxValue).WithNewLine("\n");

    private static readonly string[] IdentityFirst = ["apiVersion", "kind", "metadata"];
    private static readonly string[] NameFirst = ["name", "namespace", "labels", "annotations"];

    // What YAML 1.1 readers (kubectl among them) or YAML 1.2 readers take for a boolean or null.
    private static readonly HashSet<string> Words = new(
        ["true", "false", "yes", "no", "on", "off", "y", "n", "null"], StringComparer.OrdinalIgnoreCase);

    private readonly Emitter _emitter;

    private ManifestYamlWriter(Emitter emitter)
    {
        _emitter = emitter;
    }

    /// <summary>Where a value stands in its object, which decides the order of its keys and its layout.</summary>
    private enum Place
    {
        Root,
        Metadata,

        /// <summary>The objects of a List.</summary>
        Items,
        ManagedFields,

        /// <summary>Inside an entry of managedFields: all on one line.</summary>
        OneLine,
        Elsewhere,
    }

    public static string Write(JsonObject document)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var emitter = new Emitter(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        new ManifestYamlWriter(emitter).Emit(document, Place.Root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private void Emit(JsonNode? node, Place place)
    {
        switch (node)
        {
            case JsonObject map:
                _emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, place == Place.OneLine ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in Ordered(map, place))
                {
                    EmitText(key, IsPlain(key) && place != Place.OneLine ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted);
                    Emit(value, Below(place, key));
                }

                _emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                _emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, place == Place.OneLine ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(item, ItemOf(place));
                }

                _emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = value.GetValue<string>();
                EmitText(text, place == Place.OneLine ? ScalarStyle.DoubleQuoted : StyleOf(text));
                break;
            default:
                // Numbers, booleans and null read the same in JSON.
                EmitText(node?.ToJsonString() ?? "null", ScalarStyle.Plain);
                break;
        }
    }

    private void EmitText(string text, ScalarStyle style) =>
        _emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Ordered(JsonObject map, Place place) => place switch
    {
        Place.Root => Ordered(map, IdentityFirst, last: "status"),
        Place.Metadata => Ordered(map, NameFirst, last: "managedFields"),
        _ => map,
    };

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Ordered(JsonObject map, string[] first, string last) =>
        map.OrderBy(p => p.Key == last ? first.Length + 1 : Array.IndexOf(first, p.Key) is var at && at < 0 ? first.Length : at);

    private static Place Below(Place place, string key) => (place, key) switch
    {
        (Place.Root, "metadata") => Place.Metadata,
        (Place.Root, "items") => Place.Items,
        (Place.Metadata, "managedFields") => Place.ManagedFields,
        (Place.OneLine, _) => Place.OneLine,
        _ => Place.Elsewhere,
    };

    private static Place ItemOf(Place list) => list switch
    {
        Place.Items => Place.Root,
        Place.ManagedFields or Place.OneLine => Place.OneLine,
        _ => Place.Elsewhere,
    };

    private static ScalarStyle StyleOf(string text) =>
        IsBlock(text) ? ScalarStyle.Literal : IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;

    /// <summary>A literal block gives it back exactly; without an indentation indicator, which readers disagree about.</summary>
    private static bool IsBlock(string text)
    {
        if (!text.Contains('\n') || text[0] is ' ' or '\t' or '\n' || text.Any(c => c is not ('\n' or '\t') && !IsPrintable(c)))
        {
            return false;
        }

        var last = text.AsSpan().TrimEnd('\n');
        return last[(last.LastIndexOf('\n') + 1)..].ContainsAnyExcept(" \t");
    }

    private static bool IsPlain(string text) =>
        Plain().IsMatch(text) && !text.EndsWith(':') && !text.Contains(": ", StringComparison.Ordinal) && !Words.Contains(text) &&
        (text[0] is < '0' or > '9' || Harmless().IsMatch(text));

    private static bool IsPrintable(char c) =>
        c is (>= ' ' and <= '~') or (>= '\u00A0' and not ('\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF'));

    // Words that begin harmlessly and hold nothing that could end them or begin a comment; narrower than YAML allows.
    [GeneratedRegex(@"^[A-Za-z0-9/_$(][A-Za-z0-9/_.:@+$=()\[\],*-]*( [A-Za-z0-9/_$(][A-Za-z0-9/_.:@+$=()\[\],*-]*)*\z")]
    private static partial Regex Plain();

    // The texts that begin with a digit and can be nothing but text: 16Gi, 100m, 0.5Ti, and a uid.
    [GeneratedRegex(@"^([0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|s|h)|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\z")]
    private static partial Regex Harmless();
}
