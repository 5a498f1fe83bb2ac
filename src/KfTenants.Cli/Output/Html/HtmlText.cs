using System.Text;

namespace KfTenants.Cli.Output.Html;

/// <summary>
/// Elements of a page, in which foreign text can do nothing: it comes in by <see cref="Text"/> and by values of attributes only, is made harmless
/// (<see cref="SafeText"/>) and escaped; names of tags and attributes are ours. No foreign text ever stands in a script or a style.
/// </summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    /// <param name="attributes">A value of null is left out; an empty one is a bare attribute.</param>
    public HtmlText Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(name);
                if (value.Length > 0)
                {
                    _text.Append("=\"");
                    Escape(value);
                    _text.Append('"');
                }
            }
        }

        _text.Append('>');
        return this;
    }

    public HtmlText Close(string tag)
    {
        _text.Append("</").Append(tag).Append('>');
        return this;
    }

    public HtmlText Text(string text)
    {
        Escape(text);
        return this;
    }

    /// <summary>An element that holds text alone.</summary>
    public HtmlText Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(tag, attributes).Text(text).Close(tag);

    /// <summary>For people who read the source.</summary>
    public HtmlText EndLine()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>Our own words, as they are.</summary>
    public HtmlText Ours(string html)
    {
        _text.Append(html);
        return this;
    }

    public HtmlText Add(HtmlText other)
    {
        _text.Append(other._text);
        return this;
    }

    /// <summary>Lines of a text, with what their pieces mean.</summary>
    /// <param name="withoutHeading">Its first line stands above it already.</param>
    public HtmlText Lines(StyledText text, bool withoutHeading = false)
    {
        var pieces = text.Pieces.SkipWhile(p => p.Text == "\n");
        pieces = withoutHeading ? pieces.SkipWhile(p => p.Text != "\n").Skip(1) : pieces;
        if (!pieces.Any())
        {
            return this;
        }

        Open("pre");
        foreach (var (tone, piece) in pieces.Where(p => p.Text.Length > 0))
        {
            if (tone == Tone.Plain || piece == "\n")
            {
                Escape(piece, isSafe: true);
            }
            else
            {
                Open("span", ("class", ClassOf(tone)));
                Escape(piece, isSafe: true);
                Close("span");
            }
        }

        return Close("pre").EndLine();
    }

    public static string ClassOf(Tone tone) => tone switch
    {
        Tone.Heading => "strong",
        Tone.Good => "good",
        Tone.Change => "change",
        Tone.Bad => "bad",
        Tone.Notice => "notice",
        Tone.Faint => "faint",
        _ => "plain",
    };

    public override string ToString() => _text.ToString();

    private void Escape(string text, bool isSafe = false)
    {
        foreach (var c in isSafe ? text : SafeText.Of(text))
        {
            _ = c switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                '`' => _text.Append("&#96;"),
                _ => _text.Append(c),
            };
        }
    }
}
