using System.Globalization;

namespace KfTenants.Diagnostics;

/// <content>KFT01: the text is not a YAML 1.2 document, or not one that is safe to read.</content>
public static partial class KnownDiagnostics
{
    /// <param name="why">What was seen, as the rest of a sentence.</param>
    public static Diagnostic NotUtf8(SourceLocation at, string why) =>
        Make("KFT0101", at, $"The file is not UTF-8: {why}. Save it as UTF-8.");

    public static Diagnostic TooLarge(SourceLocation at) =>
        Make("KFT0102", at, "The file is larger than 64 MiB, the limit. Split the set into several files.");

    public static Diagnostic Empty(SourceLocation at) =>
        Make("KFT0103", at, "The file holds no document. An empty set is never accepted: it would revoke all access.");

    /// <summary>What <see cref="Syntax"/> begins with.</summary>
    internal const string NotYaml = "Not valid YAML: ";

    /// <param name="problem">The rest of the sentence.</param>
    public static Diagnostic Syntax(SourceLocation at, string problem) =>
        Make("KFT0104", at, $"{NotYaml}{problem.TrimEnd('.')}.");

    public static Diagnostic TabIndentation(SourceLocation at) =>
        Make("KFT0105", at, "This line is indented with a tab; YAML allows spaces only.");

    public static Diagnostic RefusedCharacter(SourceLocation at, char character) =>
        Make("KFT0106", at, $"The character U+{(int)character:X4} is not allowed in the file: {WhatIs(character)}. Remove it.");

    /// <param name="character">Of the indentation.</param>
    public static Diagnostic NoSpace(SourceLocation at, char character) =>
        Make("KFT0106", at, $"This line is indented with U+{(int)character:X4}, which only looks like a space; YAML allows spaces only.");

    public static Diagnostic SeveralDocuments(SourceLocation at) =>
        Make("KFT0107", at, "A second YAML document begins here (\"---\"); write one document per file and give all files with -f.");

    public static Diagnostic DuplicateKey(SourceLocation at, string key, SourceLocation first) =>
        Make("KFT0108", at, $"The key {Quote(key)} is here a second time, first at {first}; remove one of the two.");

    public static Diagnostic KeyIsNotText(SourceLocation at) =>
        Make("KFT0109", at, "A key must be text, not a list, a map or nothing.");

    public static Diagnostic MergeKey(SourceLocation at) =>
        Make("KFT0110", at, "The merge key \"<<\" is not part of YAML 1.2; write the keys out, or use tiers and defaults to share them.");

    /// <summary>Does not quote it: it may be a password that begins with "!".</summary>
    public static Diagnostic RefusedTag(SourceLocation at) =>
        Make("KFT0111", at, "This tag is not one of the YAML 1.2 core schema; remove it, or put a text that begins with \"!\" in quotes.");

    /// <summary>Does not quote the value: it may be a secret.</summary>
    public static Diagnostic TagDoesNotFit(SourceLocation at, string tag) =>
        Make("KFT0111", at, $"The value is not of the kind that its tag {Quote(tag)} names; remove the tag.");

    /// <summary>Does not quote it: it may be a password that begins with "*".</summary>
    public static Diagnostic UnknownAnchor(SourceLocation at) =>
        Make("KFT0112", at, "This alias has no anchor before it; a text that begins with \"*\" needs quotes.");

    public static Diagnostic AliasInsideItself(SourceLocation at, string anchor) =>
        Make("KFT0112", at, $"The alias {Quote("*" + anchor)} is inside its own value.");

    public static Diagnostic TooDeep(SourceLocation at, int limit) =>
        Make("KFT0113", at, $"Lists and maps are nested more than {limit} deep here.");

    public static Diagnostic TooManyNodes(SourceLocation at, long limit) =>
        Make("KFT0114", at, string.Create(CultureInfo.InvariantCulture, $"The document has more than {limit:N0} values up to here, with aliases expanded."));

    public static Diagnostic TooLongValue(SourceLocation at, int limit) =>
        Make("KFT0114", at, string.Create(CultureInfo.InvariantCulture, $"A value or a comment that begins here has more than {limit:N0} characters."));

    public static Diagnostic TooManyKeys(SourceLocation at, int limit) =>
        Make("KFT0114", at, string.Create(CultureInfo.InvariantCulture, $"This map has more than {limit:N0} keys."));

    public static Diagnostic TooManyProperties(SourceLocation at, int limit) =>
        Make("KFT0114", at, string.Create(CultureInfo.InvariantCulture, $"More than {limit:N0} values up to here have an anchor or a tag."));

    public static Diagnostic TooManyContributors(SourceLocation at, int limit) =>
        Make("KFT0114", at, string.Create(CultureInfo.InvariantCulture, $"The groups expand to more than {limit:N0} contributors up to here."));

    public static Diagnostic TooManySubjects(SourceLocation at, int limit) =>
        Make("KFT0114", at, string.Create(CultureInfo.InvariantCulture,
            $"The roleBindings and serviceAccounts of all tenants, with those of defaults, are for more than {limit:N0} subjects up to here."));

    /// <param name="at">The last that is listed.</param>
    public static Diagnostic MoreErrors(SourceLocation at, int count) =>
        Make("KFT0115", at, string.Create(CultureInfo.InvariantCulture, $"At least {count:N0} more errors follow, which are not listed. Fix the first ones and check again."));

    public static Diagnostic StoppedReading(SourceLocation at, int limit) =>
        Make("KFT0115", at, string.Create(CultureInfo.InvariantCulture, $"More than {limit:N0} errors: nothing after this place was checked. Fix the first ones and check again."));

    /// <param name="at">The last that is listed.</param>
    public static Diagnostic MoreWarnings(SourceLocation at, int count) =>
        Make("KFT0116", at, string.Create(CultureInfo.InvariantCulture, $"At least {count:N0} more warnings follow, which are not listed."));

    private static string WhatIs(char character) => character switch
    {
        '\uFEFF' => "a byte order mark inside the text",
        '\r' or '\u0085' or '\u2028' or '\u2029' => "programs disagree on whether it ends a line",
        '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') =>
            "it changes the direction of writing, so that a reader sees another text",
        _ when char.IsSurrogate(character) => "half of a surrogate pair",
        _ when char.IsControl(character) => "a control character",
        _ => "not a character",
    };
}
