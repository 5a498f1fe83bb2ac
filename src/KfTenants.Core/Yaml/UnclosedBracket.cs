using YamlDotNet.Core;

namespace KfTenants.Yaml;

/// <summary>
/// YamlDotNet 16.3.0 runs out of its own state on some texts with an unclosed bracket; whoever reads YAML tells that as what it
/// is, a mistake in the text.
/// </summary>
public static class UnclosedBracket
{
    public const string Problem = "a list or map in brackets is not closed, or is indented less than the line it begins on";

    /// <summary>What <paramref name="read"/> gives.</summary>
    /// <exception cref="YamlException">The text is not YAML; the place is that up to which it was read.</exception>
    public static T ToldBy<T>(IParser parser, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            var at = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, Problem, e);
        }
    }
}
