namespace KfTenants.Cli.Tests;

/// <summary>Whatever the order in which clusters speak and end, what is told is the same.</summary>
public sealed class ClusterTalkTests
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 0, 2)]
    public void Clusters_are_told_in_the_order_of_their_names(int first, int second, int third)
    {
        var terminal = new TestTerminal();
        var talk = new ClusterTalk(terminal.Value, ["ap", "eu", "us"]);
        int[] order = [first, second, third];
        foreach (var i in order)
        {
            talk.For(i).Out.Write($"plan of {i}\n");
            talk.For(i).Error.Write($"one of {i}\ntwo ");
        }

        foreach (var i in order)
        {
            talk.For(i).Error.Write($"of {i}\n");
            talk.End(i);
        }

        Assert.Equal(
            "=== Cluster ap ===\nplan of 0\n\n=== Cluster eu ===\nplan of 1\n\n=== Cluster us ===\nplan of 2\n", terminal.Out.ReplaceLineEndings("\n"));
        Assert.Equal("ap: one of 0\nap: two of 0\neu: one of 1\neu: two of 1\nus: one of 2\nus: two of 2\n", terminal.Error);
    }

    [Fact]
    public void The_first_that_is_at_work_is_heard_at_once()
    {
        var terminal = new TestTerminal();
        var talk = new ClusterTalk(terminal.Value, ["ap", "eu"]);
        talk.For(1).Error.Write("eu waits\n");
        Assert.Equal("", terminal.Error);
        talk.For(0).Error.Write("ap is heard\n");
        Assert.Equal("ap: ap is heard\n", terminal.Error);
        talk.End(0);
        Assert.Equal("ap: ap is heard\neu: eu waits\n", terminal.Error);
    }

    [Fact]
    public void Before_a_question_about_all_everything_is_told_and_then_they_begin_anew()
    {
        var terminal = new TestTerminal();
        var talk = new ClusterTalk(terminal.Value, ["ap", "eu"]);
        talk.For(0).Out.Write("plan\n");
        talk.For(1).Out.Write("plan\n");
        talk.Together();
        talk.For(1).Out.Write("report\n");
        talk.End(1);
        talk.For(0).Out.Write("report\n");
        talk.End(0);
        Assert.Equal(
            "=== Cluster ap ===\nplan\n\n=== Cluster eu ===\nplan\n\n=== Cluster ap ===\nreport\n\n=== Cluster eu ===\nreport\n", terminal.Out.ReplaceLineEndings("\n"));
    }
}
