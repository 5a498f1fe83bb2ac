using KfTenants.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>YamlDotNet's events of one text, with all its ways to fail as one diagnostic.</summary>
/// <param name="lastLine">The parser puts what is missing at the end on a line behind it.</param>
internal sealed class YamlEvents(string fileName, TextReader text, int lastLine)
{
    private readonly Parser _parser = new(text);
    private Mark _reached = Mark.Empty;

    /// <summary>Why there is no next event although the text goes on.</summary>
    public Diagnostic? Error { get; private set; }

    /// <summary>The next event; null at the end and at an error.</summary>
    public ParsingEvent? Next()
    {
        try
        {
            if (!_parser.MoveNext() || _parser.Current is not { } current)
            {
                return null;
            }

            _reached = current.End;
            return current;
        }
        catch (YamlException e)
        {
            return Fail(e.Start, e.Message);
        }
        catch (ArgumentException)
        {
            return Fail(_reached, "what follows \"!\" is not a tag");
        }
        catch (InvalidOperationException)
        {
            return Fail(_reached, UnclosedBracket.Problem);
        }
    }

    public SourceLocation PlaceOf(Mark mark) => new(fileName, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private ParsingEvent? Fail(Mark at, string problem)
    {
        var place = PlaceOf(at);
        Error = KnownDiagnostics.Syntax(place with { Line = Math.Min(place.Line, lastLine) }, problem);
        return null;
    }
}
