using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>
/// Markdown for GitHub and GitLab, in which foreign text can do nothing: all of it stands in code, where neither Markdown nor HTML, neither mentions nor
/// emoji are looked for (CommonMark 4.5 and 6.1; both hosts leave code elements alone).
/// </summary>
internal sealed class MarkdownText : IRendering
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    /// <summary>A line of our own words; <paramref name="markdown"/> holds foreign text only through <see cref="Code"/>.</summary>
    public MarkdownText Line(string markdown = "")
    {
        _text.Append(markdown).Append('\n');
        return this;
    }

    public MarkdownText Add(MarkdownText text)
    {
        _text.Append(text._text);
        return this;
    }

    /// <summary>Lines of a text as a block of code in which <c>+</c>, <c>-</c> and <c>!</c> are coloured; nothing for an empty one.</summary>
    public MarkdownText Block(StyledText lines) => Fenced(string.Join('\n', lines.ToString().Split('\n').Select(Dedented)).Trim('\n'));

    /// <summary>A unified diff, whose columns mean something.</summary>
    public MarkdownText Diff(StyledText lines) => Fenced(lines.ToString().TrimEnd('\n'));

    private MarkdownText Fenced(string content)
    {
        if (content.Length == 0)
        {
            return this;
        }

        var fence = new string('`', Math.Max(3, LongestRun(content) + 1));
        return Line(fence + "diff").Line(content).Line(fence).Line();
    }

    /// <summary>Foreign text inside a line.</summary>
    public static string Code(string text) =>
        $"<code>{string.Concat(SafeText.Of(text).Select(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '/' || c > '~' ? c.ToString() : $"&#{(int)c};"))}</code>";

    public void WriteTo(TextWriter writer, bool colors) => writer.Write(ToString());

    public override string ToString() => _text.ToString();

    // The symbol of a change decides its colour only as the first of its line.
    private static string Dedented(string line) => line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line;

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
