using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>
/// Lines of toned pieces, built first and written once. Every piece passes <see cref="SafeText"/> on the way in, so a renderer
/// cannot forget it, and only <see cref="EndLine"/> makes a new line.
/// </summary>
internal sealed class StyledText : IRendering
{
    private readonly List<(Tone Tone, string Text)> _pieces = [];

    /// <summary>The pieces; a text of <c>\n</c> ends a line.</summary>
    public IReadOnlyList<(Tone Tone, string Text)> Pieces => _pieces;

    public StyledText Add(string text) => Add(Tone.Plain, text);

    public StyledText Add(Tone tone, string text)
    {
        _pieces.Add((tone, SafeText.Of(text)));
        return this;
    }

    /// <summary>All of another text.</summary>
    public StyledText Add(StyledText other)
    {
        _pieces.AddRange(other._pieces);
        return this;
    }

    /// <summary>Padded to a column: for aligned lists.</summary>
    public StyledText AddPadded(Tone tone, string text, int width)
    {
        _pieces.Add((tone, SafeText.Of(text).PadRight(width)));
        return this;
    }

    /// <summary>Blanks at the line's end are dropped.</summary>
    public StyledText EndLine()
    {
        while (_pieces is [.., (var tone, var text)] && text != "\n" && (text.Length == 0 || text.EndsWith(' ')))
        {
            _pieces.RemoveAt(_pieces.Count - 1);
            if (text.TrimEnd() is { Length: > 0 } rest)
            {
                _pieces.Add((tone, rest));
            }
        }

        _pieces.Add((Tone.Plain, "\n"));
        return this;
    }

    public StyledText Line(string text) => Add(text).EndLine();

    public void WriteTo(TextWriter writer, bool colors)
    {
        if (colors)
        {
            Styles.Write(this, writer);
            return;
        }

        writer.Write(ToString());
    }

    /// <summary>Without colour.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var piece in _pieces)
        {
            text.Append(piece.Text);
        }

        return text.ToString();
    }
}
