using System.Globalization;

namespace KfTenants.Diagnostics;

/// <content>KFT02: the document does not have the form of schemas/tenants.schema.json.</content>
public static partial class KnownDiagnostics
{
    /// <param name="key">Null where it may be a secret.</param>
    /// <param name="hint">From <see cref="SpellingHints"/>; may be empty.</param>
    /// <param name="known">The keys allowed here.</param>
    /// <param name="missing">Keys that the map lacks: one of them may be meant.</param>
    public static Diagnostic UnknownKey(SourceLocation at, string? key, string hint, IEnumerable<string> known, IEnumerable<string> missing)
    {
        string[] lacking = [.. missing.Select(Quote)];
        var instead = lacking.Length == 0 ? "" : $" where {NameList.And(lacking)} {(lacking.Length > 1 ? "are" : "is")} missing";
        return Make("KFT0201", at, $"Unknown key{(key is null ? "" : " " + Quote(key))}{instead}{(hint.Length > 0 ? hint : "; known here: " + string.Join(", ", known) + ".")}");
    }

    /// <summary>A key and its value in one word, or without a colon between them: the whole would be an unknown key.</summary>
    public static Diagnostic GluedKey(SourceLocation at, string key, bool hasColon) =>
        Make("KFT0201", at, hasColon ? $"A space is missing after the colon of {Quote(key)}." : $"A colon is missing after {Quote(key)}.");

    public static Diagnostic MissingKey(SourceLocation at, string key) =>
        Make("KFT0202", at, $"The key {Quote(key)} is missing here.");

    /// <param name="where">The key or list entry, for example <c>"owner"</c>.</param>
    /// <param name="expected">For example <c>text</c> or <c>a list</c>.</param>
    /// <param name="found">What is there, in the same words.</param>
    public static Diagnostic WrongKind(SourceLocation at, string where, string expected, string found) =>
        Make("KFT0203", at, $"{where} must be {expected}, not {found}.");

    public static Diagnostic NotOneOf(SourceLocation at, string where, string value, string hint, IEnumerable<string> allowed) =>
        Make("KFT0204", at, $"{where} must be {QuotedText.OneOf(allowed)}, not {Quote(value)}{(hint.Length > 0 ? hint : ".")}");

    public static Diagnostic OutOfRange(SourceLocation at, string where, string value, decimal? minimum, decimal? maximum) =>
        Make("KFT0205", at, string.Create(CultureInfo.InvariantCulture, $"{where} must be {Range(minimum, maximum)}, not {value}."));

    public static Diagnostic WrongForm(SourceLocation at, string where, string value, string form) =>
        Make("KFT0206", at, $"{where} has the value {Quote(value)}, but must be {form}.");

    public static Diagnostic NotExactlyOne(SourceLocation at, string where, IEnumerable<string> keys) =>
        Make("KFT0207", at, $"{where} must have exactly one of the keys {QuotedText.OneOf(keys)}.");

    public static Diagnostic WrongCount(SourceLocation at, string where, string rule) =>
        Make("KFT0208", at, $"{where} must have {rule}.");

    /// <summary>For the kinds of schema errors that the schema of today cannot cause.</summary>
    public static Diagnostic DoesNotFit(SourceLocation at, string where, string rule) =>
        Make("KFT0209", at, $"{where} does not fit the schema ({rule}).");

    private static FormattableString Range(decimal? minimum, decimal? maximum) => (minimum, maximum) switch
    {
        ({ } low, { } high) => $"between {low:0.##} and {high:0.##}",
        ({ } low, null) => $"at least {low:0.##}",
        (null, { } high) => $"at most {high:0.##}",
        _ => $"a number",
    };
}
