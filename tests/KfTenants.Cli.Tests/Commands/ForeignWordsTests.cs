using System.CommandLine;
using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>What is answered for other tools' words must exist, and none of their words may be one of ours.</summary>
public sealed class ForeignWordsTests
{
    private static readonly RootCommand Root = App.Root(new GlobalOptions(new TestTerminal().Value), new TestTerminal().Value);

    private static readonly HashSet<string> OurOptions =
        [.. Root.Subcommands.SelectMany(c => c.Options).Concat(Root.Options.Where(o => o.Recursive)).SelectMany(o => o.Aliases.Append(o.Name))];

    private static readonly HashSet<string> OurCommands = [.. Root.Subcommands.Select(c => c.Name)];

    // What kubectl, coiled and others call them where a kubeconfig or a token is written; of every other command others' meaning is answered.
    private static readonly string[] Both = ["--force", "--format", "--server"];

    [Fact]
    public void A_word_of_theirs_is_none_of_ours()
    {
        Assert.Equal(Both, ForeignWords.Options.Keys.Intersect(OurOptions).Order(StringComparer.Ordinal));
        Assert.All(Both, word => Assert.All(Root.Subcommands.Where(c => c.Options.Any(o => o.Name == word)), c => Assert.Contains(c.Name, (string[])["kubeconfig", "token"])));
        Assert.Empty(ForeignWords.Commands.Keys.Intersect(OurCommands));
    }

    [Fact]
    public void What_they_are_told_to_use_there_is()
    {
        var words = ForeignWords.Options.Values.Concat(ForeignWords.Commands.Values).Distinct().Select(v => v.Split(' ')).ToList();
        Assert.Empty(words.SelectMany(w => w).Where(w => w.StartsWith('-')).Select(w => w.Split('=')[0]).Except(OurOptions));
        Assert.Empty(words.Where(w => w[0] == "kftenants").Select(w => w[1]).Except(OurCommands));
    }
}
