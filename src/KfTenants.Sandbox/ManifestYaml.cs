using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KfTenants.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Sandbox;

/// <summary>One document of a manifest file.</summary>
/// <param name="Start">The line of its <c>---</c>, or of its content when it has none, from 1.</param>
/// <param name="Line">The line where its content begins.</param>
/// <param name="Content">Null when the document is empty or the scalar null.</param>
internal sealed record YamlContent(int Start, int Line, JsonNode? Content);

/// <summary>Manifests between YAML and JSON: the core schema of YAML 1.2, which is what kubectl prints its quotes for.</summary>
internal static partial class ManifestYaml
{
    // An object nests a few levels, a CRD's schema some dozens; the reader is recursive.
    private const int MaxDepth = 500;

    // Aliases are copied: without a bound a few lines could become gigabytes.
    private const int MaxNodes = 1_000_000;

    /// <summary>All documents of a text.</summary>
    /// <exception cref="YamlException">It is not YAML; the place is in <c>Start</c>.</exception>
    public static ImmutableArray<YamlContent> Read(string text)
    {
        using var input = new StringReader(text);
        var parser = new Parser(new Scanner(input, skipComments: true));
        return UnclosedBracket.ToldBy(parser, () => Read(parser));
    }

    private static ImmutableArray<YamlContent> Read(Parser parser)
    {
        parser.Consume<StreamStart>();
        var documents = ImmutableArray.CreateBuilder<YamlContent>();
        while (!parser.Accept<StreamEnd>(out _))
        {
            var start = (int)parser.Consume<DocumentStart>().Start.Line;
            var line = (int)parser.Current!.Start.Line;
            documents.Add(new YamlContent(start, line, new NodeReader(parser).Read(0)));
            parser.Consume<DocumentEnd>();
        }

        return documents.DrainToImmutable();
    }

    /// <summary>One document, in block style, ending with a line end.</summary>
    public static string Write(JsonObject document) => new ManifestYamlWriter().Write(document);

    private sealed class NodeReader(IParser parser)
    {
        private readonly Dictionary<string, (JsonNode? Node, int Size)> _anchors = new(StringComparer.Ordinal);
        private int _nodes;

        public JsonNode? Read(int depth)
        {
            if (depth > MaxDepth)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested more than {MaxDepth} levels deep");
            }

            var before = _nodes;
            Count(1);
            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                if (!_anchors.TryGetValue(alias.Value.Value, out var target))
                {
                    throw new YamlException(alias.Start, alias.End, $"alias *{alias.Value} without an anchor before it");
                }

                Count(target.Size);
                return target.Node?.DeepClone();
            }

            // YamlDotNet ends a map without a value for its last key in some broken texts.
            var anchor = (parser.Current as NodeEvent ?? throw new YamlException(parser.Current!.Start, parser.Current.End, "a value is missing here")).Anchor;
            JsonNode? node = parser.Current switch
            {
                Scalar => Typed(parser.Consume<Scalar>()),
                SequenceStart => ReadSequence(depth),
                _ => ReadMapping(depth),
            };
            if (!anchor.IsEmpty)
            {
                Count(_nodes - before);
                _anchors[anchor.Value] = (node?.DeepClone(), _nodes - before);
            }

            return node;
        }

        private void Count(int nodes)
        {
            _nodes += nodes;
            if (_nodes > MaxNodes)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, "expands to too many nodes");
            }
        }

        private JsonArray ReadSequence(int depth)
        {
            parser.Consume<SequenceStart>();
            var array = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                array.Add(Read(depth + 1));
            }

            return array;
        }

        private JsonObject ReadMapping(int depth)
        {
            parser.Consume<MappingStart>();
            var map = new JsonObject();
            var merged = new List<JsonObject>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.Accept<Scalar>(out var key))
                {
                    throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be a word or text");
                }

                parser.MoveNext();
                var value = Read(depth + 1);
                if (key is { Value: "<<", Style: ScalarStyle.Plain })
                {
                    merged.AddRange(value as JsonArray is { } several ? several.OfType<JsonObject>() : [value as JsonObject ?? []]);
                }
                else if (!map.TryAdd(key.Value, value))
                {
                    throw new YamlException(key.Start, key.End, $"duplicate key '{key.Value}'");
                }
            }

            foreach (var (name, value) in merged.SelectMany(m => m))
            {
                map.TryAdd(name, value?.DeepClone());
            }

            return map;
        }

        private static JsonValue? Typed(Scalar scalar)
        {
            var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
            var isText = tag is "!" or "tag:yaml.org,2002:str" or "tag:yaml.org,2002:binary" ||
                (tag.Length == 0 && scalar.Style != ScalarStyle.Plain);
            return isText ? JsonValue.Create(scalar.Value) : Resolve(scalar.Value);
        }
    }

    /// <summary>The value of a plain scalar.</summary>
    private static JsonValue? Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE":
                return JsonValue.Create(false);
        }

        if (JsonNumber().IsMatch(text))
        {
            // Kept as written: 1.50 stays 1.50.
            return (JsonValue)JsonNode.Parse(text)!;
        }

        if (Integer().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return JsonValue.Create(integer);
        }

        if (text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal))
        {
            return JsonValue.Create(hexadecimal);
        }

        if (Octal().IsMatch(text))
        {
            return JsonValue.Create(Convert.ToInt64(text[2..], 8));
        }

        return Float().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z")]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^[-+]?[0-9]+\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^0o[0-7]{1,20}\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Float();
}
