using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Output;

/// <summary>What the help of a command says, before it has a form: text, Markdown and man pages are three of it.</summary>
/// <param name="Name">Null for the help of all commands.</param>
/// <param name="Usage">The command line, as it is typed.</param>
/// <param name="Sections">Arguments, options and (of the root) commands, under their headings.</param>
internal sealed record HelpPage(string? Name, string Description, string Usage, ImmutableArray<Example> Examples, ImmutableArray<HelpSection> Sections)
{
    private const string Program = "kftenants";

    /// <summary>The pages of all commands, in the order of the help; only the root's has any.</summary>
    public ImmutableArray<HelpPage> Commands { get; init; } = [];

    public static HelpPage Of(Command command) => command is RootCommand root ? OfRoot(root) : new HelpPage(
        command.Name,
        command.Description ?? "",
        $"{Program} {command.Name}{string.Concat(command.Arguments.Select(ArgumentUsage))} [OPTIONS]",
        command is Verb verb ? verb.Examples : [],
        [
            .. command.Arguments.Count == 0
                ? ImmutableArray<HelpSection>.Empty
                : [new HelpSection("Arguments", [.. command.Arguments.Select(a => new HelpRow(null, a.Name, null, a.Description ?? ""))])],
            .. command is Verb headed ? headed.Sections.Select(s => new HelpSection(s.Key, Rows(s))) : [],
            new HelpSection("Any command", Rows(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive))),
        ]);

    private static HelpPage OfRoot(RootCommand root) => new(
        null,
        root.Description ?? "",
        $"{Program} COMMAND [OPTIONS]",
        [],
        [
            .. root.Subcommands.OfType<Verb>().GroupBy(v => v.Group).Select(group =>
                new HelpSection(group.Key, [.. group.Select(v => new HelpRow(null, v.Name, null, v.Description ?? "") { IsCommand = true })])),
            new HelpSection("Options", Rows(root.Options)),
        ])
    {
        Commands = [.. root.Subcommands.Select(Of)],
    };

    private static ImmutableArray<HelpRow> Rows(IEnumerable<Option> options) =>
    [
        .. options.Select(o => new HelpRow(o.Aliases.Append(o.Name).FirstOrDefault(n => n.Length == 2), o.Name, o.HelpName, o.Description ?? "")),
    ];

    private static string ArgumentUsage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $" [{argument.Name}]" : $" {argument.Name}";
}

/// <summary>Rows under one heading.</summary>
internal sealed record HelpSection(string Heading, ImmutableArray<HelpRow> Rows);

/// <summary>An option, an argument or a command.</summary>
/// <param name="Short">The name of one letter, with its dash; null where there is none.</param>
/// <param name="Value">What stands behind the name; null for a switch.</param>
internal sealed record HelpRow(string? Short, string Name, string? Value, string Description)
{
    public bool IsCommand { get; init; }
}
