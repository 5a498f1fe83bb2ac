using System.Collections.Immutable;

namespace KfTenants.Yaml;

/// <summary>
/// What a text that is not YAML looks like where it breaks: which bracket is open there, what stands in quotes before it, in which columns lists and
/// maps have begun. Not a parser: it sees what people write, of texts that the parser has refused, in one pass and without recursion.
/// </summary>
internal sealed class SyntaxScan
{
    // The tree builder refuses what is nested deeper.
    private const int MostOpen = 1000;

    private readonly string _text;
    private readonly (int Line, int Column) _fault;
    private readonly bool _goesOn;
    private readonly List<Bracket> _brackets = [];
    private readonly List<Block> _blocks = [];
    private Row? _previous;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _faultAt = int.MaxValue;
    private int _blockText = int.MaxValue;

    private SyntaxScan(string text, YamlFault fault)
    {
        _text = text;
        _fault = ((int)Math.Max(1, fault.Start.Line), (int)Math.Max(1, fault.Start.Column));
        _goesOn = !fault.IsExact;
        BeginLine();
        while (_at < text.Length && Unclosed is null && Stray is null && (_goesOn || _line <= _fault.Line))
        {
            ReadLine();
        }
    }

    /// <param name="Parent">The column, counted from 0, of the list or map around it: what is inside stands to the right of that.</param>
    public sealed record Bracket(char Sign, int Line, int Column, int Parent)
    {
        public char Closing => Sign == '[' ? ']' : '}';
    }

    /// <summary>A list or a map without brackets.</summary>
    /// <param name="Column">Of its dashes or keys, counted from 0.</param>
    public sealed record Block(int Column, bool IsList);

    /// <summary>One line outside of brackets, without what is left and right of its text.</summary>
    public sealed record Row(int Line, int Indent, string Text);

    /// <summary>The innermost bracket that is open where the block around it goes on, or at the end.</summary>
    public Bracket? Unclosed { get; private set; }

    /// <summary>The innermost bracket that is open at the fault.</summary>
    public Bracket? Around { get; private set; }

    /// <summary>A closing bracket of the other kind than the one that is open.</summary>
    public (int Line, int Column, char Sign, Bracket Open)? Stray { get; private set; }

    /// <summary>The last text in quotes before the fault.</summary>
    public (char Sign, int Line, int End)? Quoted { get; private set; }

    /// <summary>The line of the fault; null inside brackets and quotes.</summary>
    public Row? Broken { get; private set; }

    /// <summary>The line with a text before that.</summary>
    public Row? Before { get; private set; }

    /// <summary>The lists and maps that are open before the line of the fault, the outermost first.</summary>
    public ImmutableArray<Block> Blocks { get; private set; } = [];

    public static SyntaxScan Of(string text, YamlFault fault) => new(text, fault);

    private void ReadLine()
    {
        var indent = _text.AsSpan(_at).IndexOfAnyExcept(' ') is >= 0 and var blanks ? blanks : _text.Length - _at;
        var content = _text.AsSpan(_at + indent, LineEnd() - _at - indent).TrimEnd();
        if (content.IsEmpty || content[0] == '#' || indent > _blockText)
        {
            SkipLine();
            return;
        }

        _blockText = int.MaxValue;
        if (indent == 0 && (content.StartsWith("---", StringComparison.Ordinal) || content.StartsWith("...", StringComparison.Ordinal) || content[0] == '%'))
        {
            _blocks.Clear();
            _previous = null;
            SkipLine();
            return;
        }

        var row = new Row(_line, indent, content.Length > 200 ? content[..200].ToString() : content.ToString());
        if (_line == _fault.Line)
        {
            (Broken, Before, Blocks) = (row, _previous, [.. _blocks]);
        }

        _previous = row;
        Close(indent);
        _at += indent;
        ReadMarkers();
        if (_at < LineEnd())
        {
            ReadNode(isKeyPossible: true);
        }

        if (Unclosed is null && Stray is null)
        {
            SkipLine();
        }
    }

    private void ReadMarkers()
    {
        while (IsIndicator('-') || IsIndicator('?'))
        {
            Open(new Block(_at - _lineStart, _text[_at] == '-'));
            _at++;
            SkipBlanks();
        }
    }

    private void ReadNode(bool isKeyPossible)
    {
        SkipProperties();
        var column = _at - _lineStart;
        switch (Current)
        {
            case '"' or '\'':
                ReadQuoted();
                SkipBlanks();
                if (isKeyPossible && IsIndicator(':'))
                {
                    ReadValue(column);
                }

                break;
            case '[' or '{':
                ReadBrackets();
                break;
            case '|' or '>' when !isKeyPossible || _blocks.Count == 0 || _blocks[^1].IsList:
                _blockText = _blocks.Count == 0 ? -1 : _blocks[^1].Column;
                break;
            default:
                if (isKeyPossible && KeyEnd() is { } end)
                {
                    _at = end;
                    ReadValue(column);
                }

                break;
        }
    }

    private void ReadValue(int column)
    {
        Open(new Block(column, IsList: false));
        _at++;
        SkipBlanks();
        if (_at < LineEnd())
        {
            ReadNode(isKeyPossible: false);
        }
    }

    private void ReadBrackets()
    {
        var parent = _blocks.Count == 0 ? -1 : _blocks[^1].Column;
        var before = ',';
        for (; _at < _text.Length; _at++)
        {
            if (_at >= _faultAt)
            {
                Around ??= _brackets.LastOrDefault();
            }

            var sign = Current;
            switch (sign)
            {
                case '[' or '{' when _brackets.Count < MostOpen:
                    _brackets.Add(new Bracket(sign, _line, _at - _lineStart + 1, parent));
                    break;
                case ']' or '}':
                    if (_brackets[^1].Closing != sign)
                    {
                        Stray = (_line, _at - _lineStart + 1, sign, _brackets[^1]);
                        return;
                    }

                    _brackets.RemoveAt(_brackets.Count - 1);
                    if (_brackets.Count == 0)
                    {
                        _at++;
                        return;
                    }

                    break;
                case '"' or '\'' when before is '[' or '{' or ',' or ':':
                    ReadQuoted();
                    _at--;
                    break;
                case '#' when _text[_at - 1] is ' ' or '\t' or '\n':
                    _at = LineEnd() - 1;
                    break;
                case '\n':
                    NextLine();
                    if (IsLeftOf(parent))
                    {
                        Unclosed = _brackets[^1];
                        return;
                    }

                    _at--;
                    break;
                default:
                    break;
            }

            before = sign is ' ' or '\t' or '\r' or '\n' or '#' ? before : sign;
        }

        Unclosed = _brackets[^1];
        Around ??= Unclosed;
    }

    /// <summary>The line begins with a text that is not inside of brackets which stand in a block of this column.</summary>
    private bool IsLeftOf(int parent)
    {
        var start = _at;
        while (start < _text.Length && _text[start] == ' ')
        {
            start++;
        }

        return start - _at <= parent && start < _text.Length && _text[start] is not ('\n' or '\r' or '#' or ']' or '}');
    }

    private void ReadQuoted()
    {
        var sign = Current;
        for (_at++; _at < _text.Length; _at++)
        {
            if (Current == '\n')
            {
                NextLine();
                _at--;
            }
            else if (sign == '"' && Current == '\\')
            {
                // What is escaped may be the end of the line.
                _at += _at + 1 < _text.Length && _text[_at + 1] != '\n' ? 1 : 0;
            }
            else if (Current == sign)
            {
                if (sign == '"' || _at + 1 >= _text.Length || _text[_at + 1] != sign)
                {
                    _at++;
                    Quoted = _at <= _faultAt ? (sign, _line, _at - _lineStart) : Quoted;
                    return;
                }

                _at++;
            }
        }
    }

    private char Current => _at < _text.Length ? _text[_at] : '\n';

    /// <summary>The sign stands alone, with a blank or the line's end behind it.</summary>
    private bool IsIndicator(char sign) => Current == sign && (_at + 1 >= _text.Length || _text[_at + 1] is ' ' or '\t' or '\r' or '\n');

    /// <summary>Where the colon of a key is that begins here.</summary>
    private int? KeyEnd()
    {
        var end = LineEnd();
        for (var at = _at; at < end; at++)
        {
            if (_text[at] == ':' && (at + 1 >= end || _text[at + 1] is ' ' or '\t' or '\r'))
            {
                return at;
            }

            if (_text[at] == '#' && at > _at && _text[at - 1] is ' ' or '\t')
            {
                return null;
            }
        }

        return null;
    }

    private int LineEnd() => _text.IndexOf('\n', _at) is >= 0 and var end ? end : _text.Length;

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\r')
        {
            _at++;
        }
    }

    // Anchors and tags.
    private void SkipProperties()
    {
        while (Current is '&' or '!')
        {
            while (Current is not (' ' or '\t' or '\n'))
            {
                _at++;
            }

            SkipBlanks();
        }
    }

    private void SkipLine()
    {
        _at = LineEnd();
        NextLine();
    }

    private void NextLine()
    {
        _at = Math.Min(_at + 1, _text.Length);
        _line++;
        BeginLine();
    }

    private void BeginLine()
    {
        _lineStart = _at;
        if (_line == _fault.Line)
        {
            _faultAt = _lineStart + _fault.Column - 1;
        }
    }

    private void Open(Block block)
    {
        Close(block.Column);
        if (!_blocks.TakeLast(2).Contains(block) && _blocks.Count < MostOpen)
        {
            _blocks.Add(block);
        }
    }

    private void Close(int column)
    {
        while (_blocks is [.., var last] && last.Column > column)
        {
            _blocks.RemoveAt(_blocks.Count - 1);
        }
    }
}
