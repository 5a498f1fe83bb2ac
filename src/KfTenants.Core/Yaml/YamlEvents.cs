using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>YamlDotNet's events of one text, with all its ways to fail as one.</summary>
internal sealed class YamlEvents(IParser parser)
{
    private Mark _reached = Mark.Empty;

    /// <summary>Why there is no next event although the text goes on.</summary>
    public YamlFault? Fault { get; private set; }

    /// <summary>The next event; null at the end and at a fault.</summary>
    public ParsingEvent? Next()
    {
        try
        {
            if (!parser.MoveNext() || parser.Current is not { } current)
            {
                return null;
            }

            _reached = current.End;
            return current;
        }
        catch (YamlException e)
        {
            return Fail(e.Start, e.End, e.Message, isExact: true);
        }
        catch (ArgumentException)
        {
            return Fail(_reached, _reached, "what follows \"!\" is not a tag", isExact: false);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3.0 runs out of its own state on some texts.
            return Fail(_reached, _reached, "a list or map in brackets is not closed, or is indented less than the line it begins on", isExact: false);
        }
    }

    private ParsingEvent? Fail(Mark start, Mark end, string problem, bool isExact)
    {
        Fault = new YamlFault(start, end, problem.Trim().TrimEnd('.'), isExact);
        return null;
    }
}
