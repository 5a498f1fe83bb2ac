using System.Collections.Immutable;
using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary>A command with what its help needs: a place among the others, options under headings, examples.</summary>
/// <param name="group">Of <see cref="VerbGroup"/>.</param>
/// <param name="examples">What a person types, and why; a test parses each.</param>
internal sealed class Verb(string group, string name, string description, params ImmutableArray<Example> examples) : Command(name, description)
{
    private readonly Dictionary<Option, string> _headings = [];

    public string Group { get; } = group;

    public ImmutableArray<Example> Examples { get; } = examples;

    /// <summary>Of the command's own options, in the order of their declaration.</summary>
    public IEnumerable<IGrouping<string, Option>> Sections => Options.Where(_headings.ContainsKey).GroupBy(o => _headings[o]);

    /// <param name="heading">Of <see cref="Section"/>.</param>
    public void Add(string heading, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            Options.Add(option);
            _headings.Add(option, heading);
        }
    }
}

/// <summary>One line that a person may type, and what it is for.</summary>
internal sealed record Example(string Words, string Purpose);

/// <summary>The groups of commands in <c>kftenants --help</c>.</summary>
internal static class VerbGroup
{
    public const string Everyday = "Everyday";
    public const string LookingBack = "Looking back";
    public const string SettingUp = "Setting up";
    public const string AboutTheTool = "About kftenants";
}

/// <summary>The headings of options in a command's help.</summary>
internal static class Section
{
    public const string Input = "What to read";
    public const string Guards = "Guards and approval";
    public const string Waiting = "Waiting";
    public const string ServerCheck = "A try on the server";
    public const string Output = "Output";
    public const string Cluster = "Which cluster";
    public const string OfReapTenants = "Of reap tenants";
    public const string OfReapPods = "Of reap pods";
    public const string Bindings = "Who gets the roles";
    public const string SignIn = "Who signs in, and how";
    public const string Credential = "Which credential";
}
