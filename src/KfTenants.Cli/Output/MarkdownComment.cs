using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>
/// A comment of a pull request: first the marker by which a pipeline finds and replaces its earlier one, then what decides, open, then the rest, folded. It
/// always fits, whatever it is about.
/// </summary>
internal static class MarkdownComment
{
    /// <summary>GitHub refuses a comment of more than 65,536 characters; what a pipeline adds must fit, too.</summary>
    public const int MostCharacters = 60_000;
    private const int Named = 10;

    // For the line that names what is not shown.
    private const int Reserve = 2000;

    /// <summary>What is less than this can stand behind everything else.</summary>
    public static int MostBesides(int most = MostCharacters) => most / 4;

    /// <summary>What each of several plans has in one comment.</summary>
    public static int RoomOf(int plans) => (MostCharacters - (2 * Reserve)) / plans;

    /// <summary>The rows of a table that there is room for, and how many findings are left out.</summary>
    /// <param name="text">With the head of the table.</param>
    /// <param name="subject">What the text form has whole: <c>this audit</c>.</param>
    public static void AddRows(MarkdownText text, IEnumerable<string> rows, string subject)
    {
        var left = 0;
        foreach (var row in rows)
        {
            if (text.Length + row.Length < MostCharacters)
            {
                text.Line(row);
            }
            else
            {
                left++;
            }
        }

        text.Line();
        if (left > 0)
        {
            text.Line($"**{left} more findings than a comment holds**: read them in the text of {subject}.").Line();
        }
    }

    /// <summary>Only what a set's name can be made of: a plan file may say anything.</summary>
    public static string Marker(string about, string set) => $"<!-- kftenants:{about}:{string.Concat(set.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))} -->";

    /// <param name="text">The beginning; the rest is added to it.</param>
    /// <param name="people">What a reviewer decides by; told open where it takes no more than half of the room.</param>
    /// <param name="instead">The line for when it takes more.</param>
    /// <param name="blocks">What is folded, each under its heading.</param>
    /// <param name="end">What stands behind, whatever there is no room for.</param>
    /// <param name="subject">What the text form has whole: <c>this plan</c>.</param>
    /// <param name="most">How many characters there is room for.</param>
    public static MarkdownText Fill(
        MarkdownText text, StyledText people, string instead, IEnumerable<ChangeBlock> blocks, MarkdownText end, string subject, int most = MostCharacters)
    {
        // However many people there are: what follows must fit as well.
        var open = new MarkdownText().Block(people);
        var budget = most - end.Length - text.Length;
        text.Line(open.Length <= budget / 2 ? open.ToString().TrimEnd('\n') : instead).Line();

        var left = new List<string>();
        foreach (var (heading, body, texts) in blocks)
        {
            var content = new MarkdownText().Block(body);
            foreach (var change in texts)
            {
                content.Diff(UnifiedDiff.Of(change));
            }

            var block = Folded(heading, content);
            if (text.Length + block.Length + end.Length + (left.Count * 2) > most - Reserve)
            {
                left.Add(heading);
            }
            else
            {
                text.Add(block);
            }
        }

        if (left.Count > 0)
        {
            text.Line($"**Not shown here, because a comment holds no more:** {MarkdownText.Code(NameList.Of(left, Named))}. The text of {subject} has them.").Line();
        }

        return text.Add(end);
    }

    private static MarkdownText Folded(string heading, MarkdownText body) =>
        new MarkdownText().Line($"<details><summary>{MarkdownText.Code(heading)}</summary>").Line().Add(body).Line("</details>").Line();
}
