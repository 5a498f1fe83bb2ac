using System.Collections.Immutable;
using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Output;

/// <summary>The help of a command as text: usage, examples, arguments, options under their headings; of the root, the commands by group.</summary>
internal static class HelpText
{
    // Where descriptions begin; what reaches further has its own line.
    private const int Column = 30;
    private const int CommandColumn = 18;

    public static StyledText Of(HelpAnswer answer)
    {
        var (page, width) = answer;
        var text = new StyledText().Line(page.Description).EndLine();
        Heading(text, "Usage").Line("  " + page.Usage);
        Examples(text, page.Examples);
        foreach (var section in page.Sections)
        {
            Heading(text.EndLine(), section.Heading);
            foreach (var row in section.Rows)
            {
                Row(text, Names(row), row.Description, width, row.IsCommand ? CommandColumn : Column);
            }
        }

        return page.Name is null ? text.EndLine().Line("kftenants help COMMAND prints the options of a command, with examples.") : text;
    }

    private static void Examples(StyledText text, ImmutableArray<Example> examples)
    {
        if (examples.IsEmpty)
        {
            return;
        }

        Heading(text.EndLine(), "Examples");
        foreach (var example in examples)
        {
            text.Line($"  {example.Words}").Add("      ").Add(Tone.Faint, example.Purpose).EndLine();
        }
    }

    // "-f, --file PATH", and an option without a short name below the long ones.
    private static string Names(HelpRow row)
    {
        var value = row.Value is { } name ? $" {name}" : "";
        return row.Short is { } letter ? $"{letter}, {row.Name}{value}" : row.Name.StartsWith('-') ? $"    {row.Name}{value}" : row.Name;
    }

    private static StyledText Heading(StyledText text, string heading) => text.Add(Tone.Heading, heading).EndLine();

    private static void Row(StyledText text, string name, string description, int width, int column)
    {
        text.Add("  ").Add(name);
        if (name.Length + 4 > column)
        {
            text.EndLine().Add(new string(' ', column));
        }
        else
        {
            text.Add(new string(' ', column - name.Length - 2));
        }

        var lines = Wrapped(description, width - column).ToList();
        text.Line(string.Join("", lines.Take(1)));
        foreach (var line in lines.Skip(1))
        {
            text.Add(new string(' ', column)).Line(line);
        }
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
