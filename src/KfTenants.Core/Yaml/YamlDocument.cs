using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>The first step of the line: one tenants file's text as a tree in which every node knows its place.</summary>
public sealed class YamlDocument
{
    // As text, small enough to be collected soon.
    private const int BlockBytes = 32 * 1024;

    // Neither refused nor a tag, and no indentation but of spaces.
    private static readonly SearchValues<byte> Common = SearchValues.Create([(byte)'\n', .. Enumerable.Range(' ', '~' - ' ' + 1).Where(c => c != '!').Select(c => (byte)c)]);

    private YamlDocument(string fileName, string digest, YamlNode root)
    {
        FileName = fileName;
        Digest = digest;
        Root = root;
    }

    /// <summary>As the user named it; used in every place.</summary>
    public string FileName { get; }

    /// <summary>SHA-256 of the text as UTF-8 without byte order mark, in lower-case hexadecimal: what <c>sha256sum</c> prints.</summary>
    public string Digest { get; }

    public YamlNode Root { get; }

    /// <summary>Parses the bytes of a file; they must be UTF-8 (a byte order mark is allowed, as YAML does).</summary>
    /// <param name="fits">
    /// Whether the value of a key of the root, or some entries of its list, have the form that the document must have: one that has it may be larger
    /// (<see cref="ValueBudget"/>).
    /// </param>
    public static ParseResult<YamlDocument> Parse(string fileName, byte[] bytes, Func<string, YamlNode, bool>? fits = null)
    {
        var start = new SourceLocation(fileName, 1, 1);
        if (bytes.Length > YamlLimits.TenantsFile.Size)
        {
            return Refused(KnownDiagnostics.TooLarge(start));
        }

        if (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, ..] or [_, 0, ..])
        {
            return Refused(KnownDiagnostics.NotUtf8(start, "it looks like UTF-16 or UTF-32"));
        }

        if (!Utf8.IsValid(bytes))
        {
            return Refused(KnownDiagnostics.NotUtf8(FirstInvalid(fileName, bytes), "the byte here does not belong to any character"));
        }

        return Read(fileName, bytes, bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0, fits);
    }

    /// <inheritdoc cref="Parse(string, byte[], Func{string, YamlNode, bool}?)"/>
    public static ParseResult<YamlDocument> Parse(string fileName, string text, Func<string, YamlNode, bool>? fits = null)
    {
        var start = new SourceLocation(fileName, 1, 1);
        var most = YamlLimits.TenantsFile.Size;
        if (text.Length > most || Encoding.UTF8.GetByteCount(text) > most)
        {
            return Refused(KnownDiagnostics.TooLarge(start));
        }

        if (text is ['\uFEFF', ..])
        {
            text = text[1..];
        }

        // Half a surrogate pair has no bytes.
        var findings = new List<Diagnostic>();
        return YamlCharacters.Check(fileName, text, findings)
            ? Read(fileName, Encoding.UTF8.GetBytes(text), start: 0, fits)
            : new ParseResult<YamlDocument>(null, findings);
    }

    private static ParseResult<YamlDocument> Read(string fileName, byte[] bytes, int start, Func<string, YamlNode, bool>? fits)
    {
        var findings = new List<Diagnostic>();
        if (!CheckText(fileName, bytes.AsSpan(start), findings, out var indentation))
        {
            // YamlDotNet breaks lines at some of them, so that every place behind would be wrong.
            return new ParseResult<YamlDocument>(null, findings);
        }

        // The parser decodes as it reads: the whole text twice would be the largest thing in memory.
        using var text = new MeteredText(new MemoryStream(bytes, start, bytes.Length - start));
        var builder = new YamlTreeBuilder(
            fileName, text, () => Encoding.UTF8.GetString(bytes.AsSpan(start)), LinesOf(bytes.AsSpan(start)), indentation, YamlDialect.TenantsFile, findings, fits);
        var trees = builder.Build();
        if (builder.IsStopped)
        {
            return new ParseResult<YamlDocument>(null, findings);
        }

        if (trees is not [{ Root: not YamlNode.Scalar { Kind: ScalarKind.Null } and var root }])
        {
            findings.Add(KnownDiagnostics.Empty(new SourceLocation(fileName, 1, 1)));
            return new ParseResult<YamlDocument>(null, findings);
        }

        return new ParseResult<YamlDocument>(new YamlDocument(fileName, Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(start))), root), findings);
    }

    private static int LinesOf(ReadOnlySpan<byte> bytes) => 1 + bytes.Count((byte)'\n');

    /// <summary>False when the parser must not see the text; what is wrong is among the findings.</summary>
    /// <remarks>Only lines with other than common characters are decoded, some at once: the whole text as UTF-16 would be the largest thing in memory.</remarks>
    private static bool CheckText(string fileName, ReadOnlySpan<byte> bytes, List<Diagnostic> findings, out Indentation indentation)
    {
        indentation = new Indentation(fileName);
        Diagnostic? longTag = null;
        var (line, at) = (1, 0);
        for (var next = bytes.IndexOfAnyExcept(Common); next >= 0; next = bytes[at..].IndexOfAnyExcept(Common))
        {
            var start = at + bytes.Slice(at, next).LastIndexOf((byte)'\n') + 1;
            var end = EndOfLine(bytes, Math.Max(at + next, start + BlockBytes));
            line += bytes[at..start].Count((byte)'\n');
            var text = Encoding.UTF8.GetString(bytes[start..end]);
            indentation.Add(text, line);
            YamlCharacters.Check(fileName, text, findings, line);
            longTag ??= FindLongTag(fileName, text, line);
            line += bytes[start..end].Count((byte)'\n');
            at = end;
        }

        if (findings.Count == 0 && longTag is not null)
        {
            findings.Add(longTag);
        }

        return findings.Count == 0;
    }

    private static int EndOfLine(ReadOnlySpan<byte> bytes, int from) =>
        from < bytes.Length && bytes[from..].IndexOf((byte)'\n') is >= 0 and var length ? from + length + 1 : bytes.Length;

    // YamlDotNet makes a URI of each tag, at many times the size of its text.
    private static Diagnostic? FindLongTag(string fileName, string text, int line)
    {
        const int LongestTag = 64 * 1024;
        for (var at = text.IndexOf('!', StringComparison.Ordinal); at >= 0 && at < text.Length; at = text.IndexOf('!', at))
        {
            var length = text.AsSpan(at).IndexOfAny(' ', '\t', '\n');
            length = length < 0 ? text.Length - at : length;
            if (length > LongestTag)
            {
                var lineStart = text.LastIndexOf('\n', at) + 1;
                return KnownDiagnostics.RefusedTag(new SourceLocation(fileName, line + text.AsSpan(0, at).Count('\n'), at - lineStart + 1));
            }

            at += length;
        }

        return null;
    }

    private static ParseResult<YamlDocument> Refused(Diagnostic finding) => new(null, [finding]);

    private static SourceLocation FirstInvalid(string fileName, ReadOnlySpan<byte> bytes)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        var line = 1 + bytes[..valid].Count((byte)'\n');
        var lineStart = bytes[..valid].LastIndexOf((byte)'\n') + 1;
        return new SourceLocation(fileName, line, 1 + Encoding.UTF8.GetCharCount(bytes[lineStart..valid]));
    }
}
