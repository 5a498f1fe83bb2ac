using System.Globalization;
using System.Text.RegularExpressions;
using KfTenants.Diagnostics;
using KfTenants.Yaml;
using NJsonSchema;
using NJsonSchema.Validation;

namespace KfTenants.Tenants.Reading;

/// <summary>
/// Turns NJsonSchema's errors into diagnostics: an error of a list entry or of a map value arrives as an outer error with the real
/// ones nested in it, so that only the leaves are told.
/// </summary>
internal sealed partial class SchemaFindings
{
    private static readonly string[] Secrets = [.. new[] { "login", "passwordHash", "passwordHashFrom", "passwordFrom", "dexEnv", "env", "file" }.Select(QuotedText.Of)];

    private readonly string _fileName;
    private readonly Dictionary<(int Line, int Column), (YamlNode Node, string Where)> _nodes = [];
    private readonly SpellingHints _hints = new();
    private readonly Dictionary<ValidationError, string[]> _missing = [];

    /// <param name="root">The checked part of the document.</param>
    /// <param name="where">What a message calls it.</param>
    /// <param name="key">The nearest key above it.</param>
    public SchemaFindings(string fileName, YamlNode root, string where, string key)
    {
        _fileName = fileName;
        Index(root, where, key);
    }

    public IReadOnlyList<Diagnostic> Of(IEnumerable<ValidationError> errors)
    {
        var leaves = Leaves(errors).ToArray();

        // One mistake, one finding. A text in place of a map also lacks all keys that the map requires. A misspelled key is not missing as well, nor is
        // the owner of a tenant whose state may have been meant as absent.
        var ofWrongKind = leaves.Where(e => IsWrongKind(e.Kind)).Select(PlaceOf).ToHashSet();
        var unknown = leaves.Where(e => e.Kind == ValidationErrorKind.NoAdditionalPropertiesAllowed).ToArray();
        var meant = unknown.Select(MeantPath)
            .Concat(leaves.Where(e => e is { Kind: ValidationErrorKind.NotInEnumeration, Property: "state" }).Select(e => BeforeKey(e) + "owner"))
            .ToHashSet(StringComparer.Ordinal);
        var withUnknown = unknown.Select(BeforeKey).ToHashSet(StringComparer.Ordinal);
        var lacking = leaves.Where(e => e.Kind == ValidationErrorKind.PropertyRequired && !meant.Contains(e.Path!)).ToLookup(BeforeKey, KeyOf, StringComparer.Ordinal);

        // Of a key that resembles none, its finding tells what is missing beside it.
        foreach (var strange in unknown.Where(e => Meant(e) is null).GroupBy(BeforeKey, StringComparer.Ordinal).Where(g => lacking.Contains(g.Key)))
        {
            _missing[strange.OrderBy(PlaceOf).First()] = [.. lacking[strange.Key]];
            meant.UnionWith(lacking[strange.Key].Select(key => strange.Key + key));
        }

        return [.. leaves
            .Where(e => IsWrongKind(e.Kind) || !ofWrongKind.Contains(PlaceOf(e)))
            .Where(e => e.Kind != ValidationErrorKind.PropertyRequired || !meant.Contains(e.Path!))
            .Where(e => e.Kind != ValidationErrorKind.NotOneOf || HasSeveral(e) || !withUnknown.Contains(e.Path + (e.Path!.EndsWith('/') ? "" : ".")))
            .Select(ToDiagnostic)];
    }

    /// <summary>It has more than one of the keys of which it may have one; otherwise it has none.</summary>
    private bool HasSeveral(ValidationError notOneOf)
    {
        var at = PlaceOf(notOneOf);
        return _nodes.TryGetValue((at.Line, at.Column), out var found) && found.Node is YamlNode.Mapping map &&
            notOneOf.Schema.ActualSchema.OneOf.SelectMany(s => s.RequiredProperties).Count(key => map.Has(key)) > 1;
    }

    private static IEnumerable<ValidationError> Leaves(IEnumerable<ValidationError> errors)
    {
        var open = new Stack<ValidationError>(errors);
        while (open.TryPop(out var error))
        {
            if (error is not ChildSchemaValidationError parent || parent.Kind is ValidationErrorKind.NotOneOf)
            {
                // A MultiTypeValidationError says of each type why it does not fit: where one is of the right kind, what else is wrong with it;
                // else "text or a number" is its sum.
                var others = error is MultiTypeValidationError ways ? ways.Errors.Values.SelectMany(e => e).Where(e => !IsWrongKind(e.Kind)).ToArray() : [];
                foreach (var leaf in others.DefaultIfEmpty(error))
                {
                    yield return leaf;
                }

                continue;
            }

            // Of "if" and "else" the second is the ordinary one: what it lacks is told, and not that it is not the exception.
            var told = parent.Kind == ValidationErrorKind.NotAnyOf ? parent.Errors[parent.Schema.ActualSchema.AnyOf.Last()] : parent.Errors.Values.SelectMany(e => e);
            foreach (var child in told)
            {
                open.Push(child);
            }
        }
    }

    /// <summary>What a message calls an entry of a list.</summary>
    public static string EntryOf(int index, string key) => string.Create(CultureInfo.InvariantCulture, $"Entry {index + 1} of {QuotedText.Of(key)}");

    private static bool IsWrongKind(ValidationErrorKind kind) => kind is ValidationErrorKind.StringExpected or ValidationErrorKind.NumberExpected
        or ValidationErrorKind.IntegerExpected or ValidationErrorKind.BooleanExpected or ValidationErrorKind.ObjectExpected
        or ValidationErrorKind.ArrayExpected or ValidationErrorKind.NullExpected or ValidationErrorKind.NoTypeValidates;

    /// <summary>The path that a misspelled key would have if it were right: that key is not missing as well.</summary>
    private string MeantPath(ValidationError unknown) =>
        BeforeKey(unknown) + Meant(unknown);

    private string? Meant(ValidationError unknown) => Glued(unknown) ?? _hints.Nearest(KeyOf(unknown), unknown.Schema.ActualSchema.ActualProperties.Keys);

    private static string BeforeKey(ValidationError error) => error.Path![..^KeyOf(error).Length];

    /// <summary>The known key with which an unknown one begins that is a whole entry, <c>name:ana</c> or <c>name ana</c>; null for none.</summary>
    private static string? Glued(ValidationError unknown) =>
        KeyOf(unknown).IndexOfAny([':', ' ']) is > 0 and var end && unknown.Schema.ActualSchema.ActualProperties.ContainsKey(KeyOf(unknown)[..end]) ? KeyOf(unknown)[..end] : null;

    /// <summary>An unknown or missing key is what such an error is about, so that it always has one, and the path that ends in it.</summary>
    private static string KeyOf(ValidationError error) => error.Property!;

    private Diagnostic ToDiagnostic(ValidationError error)
    {
        var at = PlaceOf(error);
        var (node, where) = _nodes.TryGetValue((at.Line, at.Column), out var found) ? found : (null, "The value");
        var text = (node as YamlNode.Scalar)?.Text ?? "";
        var schema = error.Schema.ActualSchema;
        switch (error.Kind)
        {
            case ValidationErrorKind.NoAdditionalPropertiesAllowed:
                return UnknownKey(at, error, [.. schema.ActualProperties.Keys]);
            case ValidationErrorKind.PropertyRequired:
                return KnownDiagnostics.MissingKey(at, KeyOf(error));
            case var kind when IsWrongKind(kind):
                var isSecret = Secrets.Contains(where) || IsSource(schema.ActualProperties.Keys);
                return KnownDiagnostics.WrongKind(at, where, Expected(schema.Type), isSecret ? DescribeSecret(node, schema.Type) : Describe(node, schema.Type));
            case ValidationErrorKind.NotInEnumeration:
                var words = schema.Enumeration.OfType<string>().ToArray();
                return KnownDiagnostics.NotOneOf(at, where, text, _hints.For(text, words), words);
            case ValidationErrorKind.NumberTooSmall or ValidationErrorKind.NumberTooBig or ValidationErrorKind.IntegerTooBig:
                return KnownDiagnostics.OutOfRange(at, where, text, schema.Minimum, schema.Maximum);
            case ValidationErrorKind.PatternMismatch:
                return KnownDiagnostics.WrongForm(at, where, text, FormOf(schema));
            case ValidationErrorKind.StringTooShort when schema.MinLength == 1:
                return KnownDiagnostics.WrongForm(at, where, text, "a text that is not empty");
            case ValidationErrorKind.StringTooShort or ValidationErrorKind.StringTooLong:
                return KnownDiagnostics.WrongForm(at, where, text, "of another length");
            case ValidationErrorKind.NotOneOf:
                return KnownDiagnostics.NotExactlyOne(at, where, schema.OneOf.SelectMany(s => s.RequiredProperties));
            case ValidationErrorKind.TooFewItems or ValidationErrorKind.TooManyItems or ValidationErrorKind.TooFewProperties or ValidationErrorKind.TooManyProperties:
                return KnownDiagnostics.WrongCount(at, where, "another number of entries");
            default:
                return KnownDiagnostics.DoesNotFit(at, where, error.Kind.ToString());
        }
    }

    private Diagnostic UnknownKey(SourceLocation at, ValidationError error, string[] known)
    {
        var key = KeyOf(error);
        var isOfLogin = known.Contains("passwordHash") || IsSource(known);
        if ((isOfLogin || known.Contains("login")) && _hints.Nearest(key, ["password"]) is not null)
        {
            return KnownDiagnostics.PasswordInFile(at);
        }

        if (Glued(error) is { } glued)
        {
            return KnownDiagnostics.GluedKey(at, glued, key[glued.Length] == ':');
        }

        var hint = _hints.For(key, known);
        return KnownDiagnostics.UnknownKey(at, isOfLogin && hint.Length == 0 ? null : key, hint, known, _missing.GetValueOrDefault(error, []));
    }

    /// <summary>The keys of a place where a secret is: a person may have written the secret itself there.</summary>
    private static bool IsSource(IEnumerable<string> known) => known.Order(StringComparer.Ordinal).SequenceEqual(["env", "file"], StringComparer.Ordinal);

    private static string FormOf(JsonSchema schema) => schema.ExtensionData?[JsonSchemaReader.PatternMessage] is string said
        ? said["Must be ".Length..].TrimEnd('.')
        : throw new InvalidOperationException($"The schema does not say in words what {schema.Pattern} is.");

    private SourceLocation PlaceOf(ValidationError error) =>
        error.HasLineInfo ? new SourceLocation(_fileName, error.LineNumber, error.LinePosition) : new SourceLocation(_fileName, 1, 1);

    private static string Expected(JsonObjectType type) => type.HasFlag(JsonObjectType.String | JsonObjectType.Boolean) ? "text" : string.Join(" or ", new[]
    {
        (JsonObjectType.String, "text"),
        (JsonObjectType.Integer, "a whole number"),
        (JsonObjectType.Number, "a number"),
        (JsonObjectType.Boolean, "true or false"),
        (JsonObjectType.Array, "a list"),
        (JsonObjectType.Object, "a map"),
    }.Where(t => type.HasFlag(t.Item1)).Select(t => t.Item2));

    private static string Describe(YamlNode? node, JsonObjectType expected) => node switch
    {
        YamlNode.Sequence => "a list",
        YamlNode.Mapping { Entries: [{ Key: ['-', ..] } first, ..] } when expected.HasFlag(JsonObjectType.Array) =>
            $"a map (a space is missing after the dash of {QuotedText.Of(first.Key)})",
        YamlNode.Mapping => "a map",
        YamlNode.Scalar { Kind: ScalarKind.Null } when expected.HasFlag(JsonObjectType.Array) => "empty (write [] for none, or leave the key out)",
        YamlNode.Scalar { Kind: ScalarKind.Null } when expected.HasFlag(JsonObjectType.Object) => "empty (write {} for none, or leave the key out)",
        YamlNode.Scalar { Kind: ScalarKind.Null } => "empty",
        YamlNode.Scalar { Kind: ScalarKind.Text } scalar when expected.HasFlag(JsonObjectType.Object) && GluedKey().IsMatch(scalar.Text) =>
            $"the text {QuotedText.Of(scalar.Text)} (a space is missing after its colon)",
        YamlNode.Scalar { Kind: ScalarKind.Text } scalar => "the text " + QuotedText.Of(scalar.Text),
        YamlNode.Scalar { Kind: ScalarKind.Boolean } scalar when expected == JsonObjectType.String => $"{scalar.Text} (write it in quotes)",
        YamlNode.Scalar scalar when expected == JsonObjectType.String => $"the number {Shortened(scalar.Text)} (write it in quotes)",
        YamlNode.Scalar { Kind: ScalarKind.Boolean } scalar => scalar.Text,
        YamlNode.Scalar scalar => "the number " + Shortened(scalar.Text),
        _ => "something else",
    };

    /// <summary>Without the value: it may be the secret itself.</summary>
    private static string DescribeSecret(YamlNode? node, JsonObjectType expected) => node switch
    {
        YamlNode.Scalar { Kind: ScalarKind.Text } => "a text",
        YamlNode.Scalar { Kind: ScalarKind.Integer or ScalarKind.Float } => "a number" + (expected == JsonObjectType.String ? " (write it in quotes)" : ""),
        _ => Describe(node, expected),
    };

    private static string Shortened(string digits) => digits.Length <= 30 ? digits : digits[..30] + "…";

    // Two nodes never begin at one place: a map begins at its first key, which is not a node of its own.
    private void Index(YamlNode root, string where, string key)
    {
        var open = new Stack<(YamlNode Node, string Where, string Key)>([(root, where, key)]);
        while (open.TryPop(out var next))
        {
            if (!_nodes.TryAdd((next.Node.Location.Line, next.Node.Location.Column), (next.Node, next.Where)))
            {
                continue;
            }

            switch (next.Node)
            {
                case YamlNode.Mapping map:
                    foreach (var entry in map.Entries)
                    {
                        open.Push((entry.Value, QuotedText.Of(entry.Key), entry.Key));
                    }

                    break;
                case YamlNode.Sequence list:
                    for (var i = 0; i < list.Items.Length; i++)
                    {
                        open.Push((list.Items[i], EntryOf(i, next.Key), next.Key));
                    }

                    break;
                default:
                    break;
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][\w./-]*:[^\s/]", RegexOptions.CultureInvariant)]
    private static partial Regex GluedKey();
}
