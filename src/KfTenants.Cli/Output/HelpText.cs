using System.CommandLine;
using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Output;

/// <summary>The help of a command: usage, examples, arguments, options under their headings; of the root, the commands by group.</summary>
internal static class HelpText
{
    // Where descriptions begin; what reaches further has its own line.
    private const int Column = 30;

    public static StyledText Of(Command command, int width)
    {
        var text = new StyledText().Line(command.Description ?? "").EndLine();
        if (command is RootCommand root)
        {
            Heading(text, "Usage").Line("  kftenants COMMAND [OPTIONS]");
            Commands(text, root, width);
            Options(text, "Options", root.Options, width);
            return text.EndLine().Line("kftenants help COMMAND prints the options of a command, with examples.");
        }

        Heading(text, "Usage").Line($"  kftenants {command.Name}{string.Concat(command.Arguments.Select(Usage))} [OPTIONS]");
        Examples(text, command);
        if (command.Arguments.Count > 0)
        {
            Heading(text.EndLine(), "Arguments");
            foreach (var argument in command.Arguments)
            {
                Row(text, argument.Name, argument.Description, width);
            }
        }

        foreach (var section in command is Verb verb ? verb.Sections : [])
        {
            Options(text, section.Key, section, width);
        }

        var recursive = command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive);
        Options(text, "Any command", recursive, width);
        return text;
    }

    private static void Commands(StyledText text, RootCommand root, int width)
    {
        foreach (var group in root.Subcommands.OfType<Verb>().GroupBy(v => v.Group))
        {
            Heading(text.EndLine(), group.Key);
            foreach (var verb in group)
            {
                Row(text, verb.Name, verb.Description, width, Column / 2 + 3);
            }
        }
    }

    private static void Examples(StyledText text, Command command)
    {
        if (command is not Verb { Examples: { IsEmpty: false } examples })
        {
            return;
        }

        Heading(text.EndLine(), "Examples");
        foreach (var example in examples)
        {
            text.Line($"  {example.Words}").Add("      ").Add(Tone.Faint, example.Purpose).EndLine();
        }
    }

    private static void Options(StyledText text, string heading, IEnumerable<Option> options, int width)
    {
        Heading(text.EndLine(), heading);
        foreach (var option in options)
        {
            Row(text, Names(option), option.Description, width);
        }
    }

    // "-f, --file PATH", and an option without a short name below the long ones.
    private static string Names(Option option)
    {
        var shortName = option.Aliases.Append(option.Name).FirstOrDefault(n => n.Length == 2);
        var value = option.HelpName is { } name ? $" {name}" : "";
        return $"{(shortName is null ? "    " : shortName + ", ")}{option.Name}{value}";
    }

    private static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $" [{argument.Name}]" : $" {argument.Name}";

    private static StyledText Heading(StyledText text, string heading) => text.Add(Tone.Heading, heading).EndLine();

    private static void Row(StyledText text, string name, string? description, int width, int column = Column)
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

        var lines = Wrapped(description ?? "", width - column).ToList();
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
