using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>YamlDotNet's events of one text, with all its ways to fail as one.</summary>
/// <param name="text">What the parser reads, where it is metered.</param>
internal sealed class YamlEvents(IParser parser, MeteredText? text = null)
{
    /// <summary>Where the last event ended.</summary>
    public Mark Reached { get; private set; } = Mark.Empty;

    /// <summary>There is no next event because what follows is too long for one (<see cref="MeteredText"/>).</summary>
    public bool IsCutOff => text is { IsStopped: true };

    /// <summary>Why there is no next event although the text goes on.</summary>
    public YamlFault? Fault { get; private set; }

    /// <summary>The next event; null at the end and at a fault.</summary>
    public ParsingEvent? Next()
    {
        try
        {
            if (!parser.MoveNext() || parser.Current is not { } current || IsCutOff)
            {
                return null;
            }

            text?.Restart();
            Reached = current.End;
            return current;
        }
        catch (YamlException e)
        {
            return Fail(e.Start, e.End, e.Message, isExact: true);
        }
        catch (ArgumentException)
        {
            return Fail(Reached, Reached, "what follows \"!\" is not a tag", isExact: false);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3.0 runs out of its own state on some texts.
            return Fail(Reached, Reached, "a list or map in brackets is not closed, or is indented less than the line it begins on", isExact: false);
        }
    }

    private ParsingEvent? Fail(Mark start, Mark end, string problem, bool isExact)
    {
        Fault = new YamlFault(start, end, problem.Trim().TrimEnd('.'), isExact);
        return null;
    }
}
