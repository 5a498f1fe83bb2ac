using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>Reads texts that are not the tenants file, which is a <see cref="YamlDocument"/>, with the same tree builder.</summary>
public static class YamlReader
{
    /// <summary>The documents of a text; a byte order mark must be gone. The size is not looked at: the text is there already.</summary>
    public static ParseResult<IReadOnlyList<YamlTree>> Read(string fileName, string text, YamlDialect dialect)
    {
        using var input = new StringReader(text);
        var findings = new List<Diagnostic>();
        var builder = new YamlTreeBuilder(fileName, input, () => text, lastLine: int.MaxValue, Indentation.None, dialect, findings);
        return new ParseResult<IReadOnlyList<YamlTree>>(builder.Build(), findings);
    }

    /// <summary>An error as the end of a sentence that says by itself what was read.</summary>
    public static string ReasonOf(Diagnostic error)
    {
        var sentence = error.Message.TrimEnd('.');
        return sentence.StartsWith(KnownDiagnostics.NotYaml, StringComparison.Ordinal)
            ? sentence[KnownDiagnostics.NotYaml.Length..]
            : char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }
}
