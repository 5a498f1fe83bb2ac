using KfTenants.Cli.Commands;
using KfTenants.Plans;

namespace KfTenants.Cli.Tests.Commands;

public sealed class JointQuestionTests
{
    private readonly List<string> _asked = [];

    [Fact]
    public async Task It_is_asked_once_when_every_run_has_a_plan_or_has_ended()
    {
        var question = Question(3, answer: true);
        var us = question.AskAsync("us", Plan("us"), CancellationToken.None);
        question.End("ap");
        Assert.Empty(_asked);
        var eu = question.AskAsync("eu", Plan("eu"), CancellationToken.None);
        Assert.True(await us);
        Assert.True(await eu);
        Assert.Equal(["eu us"], _asked);
    }

    [Fact]
    public async Task A_run_that_ends_after_it_asked_is_not_counted_twice()
    {
        var question = Question(2, answer: false);
        var us = question.AskAsync("us", Plan("us"), CancellationToken.None);
        question.End("us");
        Assert.Empty(_asked);
        question.End("eu");
        Assert.False(await us);
    }

    [Fact]
    public void No_one_is_asked_about_nothing()
    {
        var question = Question(1, answer: true);
        question.End("eu");
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task An_interrupted_run_does_not_wait_for_the_others()
    {
        using var interrupted = new CancellationTokenSource();
        var us = Question(2, answer: true).AskAsync("us", Plan("us"), interrupted.Token);
        await interrupted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => us);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task What_the_question_ends_with_every_run_hears()
    {
        var question = new JointQuestion(2, (_, _) => throw new KfTenantsException("the keyboard is gone"));
        var us = question.AskAsync("us", Plan("us"), CancellationToken.None);
        var eu = question.AskAsync("eu", Plan("eu"), CancellationToken.None);
        await Assert.ThrowsAsync<KfTenantsException>(() => us);
        await Assert.ThrowsAsync<KfTenantsException>(() => eu);
    }

    private JointQuestion Question(int runs, bool answer) => new(runs, (plans, _) =>
    {
        _asked.Add(string.Join(' ', plans.Select(p => p.Cluster.Name)));
        return Task.FromResult(answer);
    });

    private static PlanDocument Plan(string cluster) => new()
    {
        Tool = "test",
        CreatedAt = TestTerminal.Now,
        Set = "s",
        Fidelity = PlanFidelity.Directory,
        Config = new ConfigDocument("", []),
        Cluster = new ClusterDocument("", cluster) { Name = cluster },
        Scope = new ScopeDocument(null),
        Guards = [],
        Summary = SummaryDocument.Of([], 0),
        Access = [],
        Changes = [],
        Unmanaged = [],
        MissingTenants = [],
        Checksum = "",
    };
}
