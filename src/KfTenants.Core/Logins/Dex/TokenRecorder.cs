using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace KfTenants.Logins.Dex;

/// <summary>
/// Notes where the punctuation stands while the parser reads: its events carry no dashes, commas and colons. A scanner of its own
/// would never end on some broken texts, which only the parser refuses.
/// </summary>
internal sealed class TokenRecorder(string text) : IScanner
{
    private readonly Scanner _scanner = new(new StringReader(text));

    public List<int> Dashes { get; } = [];

    public List<int> Commas { get; } = [];

    public List<int> Colons { get; } = [];

    /// <summary>Of keys written as <c>? key</c>.</summary>
    public List<int> QuestionMarks { get; } = [];

    public Mark CurrentPosition => _scanner.CurrentPosition;

    public Token? Current => _scanner.Current;

    public void ConsumeCurrent() => _scanner.ConsumeCurrent();

    public bool MoveNext()
    {
        var moved = _scanner.MoveNext();
        Note(moved);
        return moved;
    }

    public bool MoveNextWithoutConsuming()
    {
        var moved = _scanner.MoveNextWithoutConsuming();
        Note(moved);
        return moved;
    }

    private void Note(bool moved)
    {
        if (!moved || _scanner.Current is not { } token)
        {
            return;
        }

        var list = token switch
        {
            BlockEntry => Dashes,
            FlowEntry => Commas,
            Value => Colons,
            // A simple key has a token of no width in front of it.
            Key when token.End.Index > token.Start.Index => QuestionMarks,
            _ => null,
        };
        var at = (int)token.Start.Index;
        if (list is not null && (list.Count == 0 || list[^1] < at))
        {
            list.Add(at);
        }
    }
}
