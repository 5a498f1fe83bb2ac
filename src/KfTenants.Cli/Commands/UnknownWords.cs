using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Commands;

/// <summary>
/// Words of a command line that mean nothing here, each with what was probably meant. What begins like an option is one: never a plan file,
/// never the value of the option before it.
/// </summary>
internal static class UnknownWords
{
    /// <summary>One sentence for each unknown word; none when all are known.</summary>
    /// <param name="words">As given to the program.</param>
    public static ImmutableArray<string> Of(ParseResult parsed, IReadOnlyList<string> words)
    {
        var meant = parsed.CommandResult.Command;
        var root = meant as RootCommand ?? meant.Parents.OfType<RootCommand>().Single();
        Command command = root;
        var sentences = ImmutableArray.CreateBuilder<string>();

        // -out comes back as the value ut of -o: what is no word is no news.
        var surplus = parsed.UnmatchedTokens.Where(words.Contains).ToList();
        var isBehindUnknown = false;
        foreach (var word in words.TakeWhile(w => w != "--"))
        {
            if (LooksLikeOption(word) && !IsKnown(word, command, root))
            {
                sentences.Add(OfOption(word, command, meant, root));
                surplus.Remove(word);
                isBehindUnknown = !word.Contains('=', StringComparison.Ordinal);
                continue;
            }

            if (ValueOfSwitch(word, Known(command, root)) is { } value)
            {
                sentences.Add($"{word[..^(value.Length + 1)]} takes no value, and {word} gives it one");
                surplus.Remove(value);
            }

            command = word == meant.Name ? meant : command;

            // The value of an option that there is not.
            if (isBehindUnknown)
            {
                surplus.Remove(word);
            }

            isBehindUnknown = false;
        }

        sentences.AddRange(surplus.Where(w => !LooksLikeOption(w)).Select(w => OfSurplus(w, meant)));
        return sentences.ToImmutable();
    }

    /// <summary><c>kftenants has no command plna; did you mean plan?</c></summary>
    public static string OfCommand(string word, Command root) => ForeignWords.Command(word) is { } ours
        ? $"kftenants has no {word}; use {ours}"
        : $"kftenants has no command {word}{Hint(word, root.Subcommands.Select(c => c.Name))}";

    /// <param name="command">That the word stands behind.</param>
    /// <param name="meant">The command of the whole line.</param>
    private static string OfOption(string word, Command command, Command meant, RootCommand root)
    {
        var name = word.Split('=')[0];
        var owners = root.Subcommands.Where(c => Has(c, name)).Select(c => c.Name).ToList();

        // A few words of others are ours, too, in one or two commands: elsewhere others' meaning is the likelier one.
        if (ForeignWords.Option(word) is { } theirs && !Has(meant, name))
        {
            return $"{(owners.Count == 0 ? "kftenants" : Called(command))} has no {word}; use {Here(theirs, command, root)}";
        }

        if (owners.Count > 0)
        {
            return command is RootCommand
                ? $"{name} belongs behind a command: kftenants {(Has(meant, name) ? meant.Name : owners[0])} {word}"
                : $"kftenants {command.Name} has no {name}; {NameList.And(owners)} {(owners.Count == 1 ? "has" : "have")} it";
        }

        // Terraform's and Go's way to write a long one.
        if (!name.StartsWith("--", StringComparison.Ordinal) && OwnerOf("-" + name, root) is not null)
        {
            return $"kftenants has no {name}; use {Here("-" + name, command, root)}";
        }

        return $"{Called(command)} has no {name}{Hint(name, Known(command, root).SelectMany(Names).Where(n => n.Length > 2))}";
    }

    private static string OfSurplus(string word, Command command) => command switch
    {
        RootCommand => OfCommand(word, command),
        _ when IsDocument(word) && command.Options.Any(o => o.Name == "--file") =>
            $"{Called(command)} takes no word {word}; a tenants file is named with -f: {Called(command)} -f {word}",
        _ => $"{Called(command)} takes no word {word}",
    };

    /// <summary>Named like a tenants file.</summary>
    internal static bool IsDocument(string word) => word.EndsWith(".yaml", StringComparison.Ordinal) || word.EndsWith(".yml", StringComparison.Ordinal);

    // --adopt=yes; what the library understands (true and false) is no mistake.
    private static string? ValueOfSwitch(string word, IEnumerable<Option> known) =>
        word.Split('=', 2) is [var name, var value] && !bool.TryParse(value, out _) && known.Any(o => o.ValueType == typeof(bool) && Names(o).Contains(name)) ? value : null;

    // Of a command that does not have it, with a command that does.
    private static string Here(string ours, Command command, RootCommand root)
    {
        var name = ours.Split(' ')[0];
        if (!name.StartsWith('-') || Known(command, root).Any(o => Names(o).Contains(name)))
        {
            return ours;
        }

        return OwnerOf(name, root) is { } owner ? $"kftenants {owner.Name} {ours}" : ours;
    }

    private static Command? OwnerOf(string name, RootCommand root) => root.Subcommands.Prepend(root).FirstOrDefault(c => Has(c, name));

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-' && (word[1] == '-' || char.IsAsciiLetter(word[1]));

    // -ojson is -o json; but -out and -force are not -o ut and -f orce.
    private static bool IsKnown(string word, Command command, RootCommand root)
    {
        var known = Known(command, root).SelectMany(Names).ToList();
        var name = word.Split('=')[0];
        return known.Contains(name) || (word[1] != '-' && known.Contains(word[..2]) && ForeignWords.Option(word) is null && OwnerOf("-" + name, root) is null);
    }

    private static IEnumerable<Option> Known(Command command, RootCommand root) =>
        command is RootCommand ? root.Options : command.Options.Concat(root.Options.Where(o => o.Recursive));

    private static bool Has(Command command, string name) => command.Options.Any(o => Names(o).Contains(name));

    private static IEnumerable<string> Names(Option option) => option.Aliases.Append(option.Name);

    private static string Called(Command command) => command is RootCommand ? "kftenants" : $"kftenants {command.Name}";

    private static string Hint(string word, IEnumerable<string> candidates) => new SpellingHints().Nearest(word, candidates) is { } meant ? $"; did you mean {meant}?" : "";
}
