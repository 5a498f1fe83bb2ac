using System.Globalization;
using System.Net;
using k8s.Autorest;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// Others at work at the same time: a second apply of the same set, and a person with kubectl. Whatever happens when: no change of
/// theirs is lost unless the plan that was shown says so, and two runs never write in between each other.
/// </summary>
public sealed class RaceRounds(KubeflowCluster kubeflow)
{
    // The object was gone already, as planned.
    private const int TooLate = 2;

    private int _edits;
    private int _runs;
    private int _stale;

    public string Summary =>
        $"{_edits} edits with kubectl in {_runs} runs, between plan and apply or in the middle of an apply: none lost, {_stale} of the runs stopped before what had moved (5 or " +
            "7), the others went round it";

    /// <summary>When an edit happens.</summary>
    public enum Moment
    {
        /// <summary>After the plan was saved, before it is applied.</summary>
        BetweenPlanAndApply,

        /// <summary>After the program has read the object, and just before its write of it arrives.</summary>
        BeforeItsWrite,

        /// <summary>Just before some other write of the run arrives.</summary>
        BeforeSomeWrite,
    }

    public async Task EditAsync(string token, Edit edit, Moment moment)
    {
        await using var stage = await KubeflowStage.OpenAsync(kubeflow, token);
        await stage.PrepareAsync();
        var path = edit.PathOf(stage);
        var number = int.Parse(token[2..], CultureInfo.InvariantCulture);
        (await stage.Work.RunAsync("plan", "--out", "plan.json")).Ends(0);
        var shown = await stage.Work.PlanAsync();
        var writes = 0;
        var made = 0;
        if (moment == Moment.BetweenPlanAndApply)
        {
            await MakeAsync();
        }

        stage.Proxy.Choose = async request =>
        {
            if (request.IsWrite && !ObjectIds.IsBookkeeping(request.Target))
            {
                var count = Interlocked.Increment(ref writes);
                var isNow = moment == Moment.BeforeItsWrite ? request.Path == path : moment == Moment.BeforeSomeWrite && count == 1 + (number * 7 % 40);
                if (isNow && Interlocked.Exchange(ref made, 1) == 0)
                {
                    await MakeAsync();
                }
            }

            return Fault.None;
        };
        var run = moment == Moment.BetweenPlanAndApply ? await stage.Work.RunAsync("apply", "plan.json") : await stage.Work.ApplyAsync();

        if (made == TooLate)
        {
            return;
        }

        // 1: what is edited after its own write is found when planning again, and named as what is still to do.
        Assert.True(run.Code is 0 or 5 or 7 || (run.Code == 1 && moment == Moment.BeforeSomeWrite), $"ended with {run.Code}\n{run.Out}\n{run.Error}");
        Assert.Equal(1, made);
        var now = await stage.Live.FindAsync(path);
        Assert.True(
            (now is not null && edit.IsThere(now, number)) || edit.IsPlanned(shown, path),
            $"lost: {edit}, the run ended with {run.Code}\n{now?["metadata"]?["managedFields"]}\n{run.Out}\n{run.Error}");
        Interlocked.Increment(ref _edits);
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _stale, run.Code == 0 ? 0 : 1);

        async Task MakeAsync()
        {
            made = await stage.Live.FindAsync(path) is null ? TooLate : 1;
            if (made == TooLate)
            {
                return;
            }

            try
            {
                await edit.Make(kubeflow.Api, path, number);
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
            {
                made = TooLate;
            }
        }
    }

    /// <summary>An editor writes without pause while a run is at work: each of the edits is there in the end.</summary>
    public async Task BusyEditorAsync(string token)
    {
        await using var stage = await KubeflowStage.OpenAsync(kubeflow, token);
        await stage.PrepareAsync();
        using var stop = new CancellationTokenSource();
        var editing = Task.Run(async () =>
        {
            var number = 1;
            for (; !stop.IsCancellationRequested; number++)
            {
                foreach (var edit in (Edit[])[Edit.Login, Edit.Annotation])
                {
                    await edit.Make(kubeflow.Api, edit.PathOf(stage), number);
                }

                await Task.Delay(40);
            }

            return number - 1;
        });
        Run run;
        try
        {
            run = await stage.Work.ApplyAsync();
        }
        finally
        {
            await stop.CancelAsync();
        }

        var count = await editing;
        Assert.True(run.Code is 0 or 5 or 7, $"ended with {run.Code}\n{run.Out}\n{run.Error}");
        await AssertAllThereAsync();
        (await stage.Work.ApplyAsync()).Ends(0);
        await AssertAllThereAsync();
        (await stage.Work.PlanAsync()).IsEmpty();
        Interlocked.Add(ref _edits, 2 * count);
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _stale, run.Code == 0 ? 0 : 1);

        async Task AssertAllThereAsync()
        {
            foreach (var edit in (Edit[])[Edit.Login, Edit.Annotation])
            {
                var now = await stage.Live.GetAsync(edit.PathOf(stage));
                Assert.All(Enumerable.Range(1, count), number => Assert.True(edit.IsThere(now, number), $"lost: {edit} {number}"));
            }
        }
    }

    /// <summary>
    /// Two applies of one set. The first is held in the middle of its writes until the second has ended or has
    /// come to a write: by then it is plain whether the second waits, gives up or interferes.
    /// </summary>
    public async Task TwoAppliesAsync(string token)
    {
        await using var stage = await KubeflowStage.OpenAsync(kubeflow, token);
        await stage.PrepareAsync();
        await using var otherProxy = await FaultProxy.StartAsync(kubeflow.Cluster, $"faults-{token}-other", isHttp2: false);
        using var other = new Workspace(otherProxy.Kubeconfig, FaultDocuments.After(token));
        FaultDocuments.Arm(other);
        var isHeld = new TaskCompletionSource();
        var goesOn = new TaskCompletionSource();
        var writes = 0;
        stage.Proxy.Choose = async request =>
        {
            if (request.IsWrite && !ObjectIds.IsBookkeeping(request.Target) && Interlocked.Increment(ref writes) == 10)
            {
                isHeld.SetResult();
                await goesOn.Task;
            }

            return Fault.None;
        };
        otherProxy.Choose = request =>
        {
            if (request.IsWrite && !ObjectIds.IsBookkeeping(request.Target))
            {
                goesOn.TrySetResult();
            }

            return Task.FromResult(Fault.None);
        };

        var first = stage.Work.ApplyAsync();
        await Task.WhenAny(isHeld.Task, first);
        var second = other.ApplyAsync();
        await Task.WhenAny(second, goesOn.Task, Task.Delay(TimeSpan.FromSeconds(10)));
        goesOn.TrySetResult();
        var (one, two) = (await first, await second);

        Assert.True(one.Code == 0, $"the first ended with {one.Code}\n{one.Out}\n{one.Error}");
        Assert.True(two.Code is 0 or 5 or 6, $"the second ended with {two.Code}\n{two.Out}\n{two.Error}");
        var ofFirst = stage.Proxy.Writes.Where(w => !ObjectIds.IsBookkeeping(w.Target)).ToList();
        var ofSecond = otherProxy.Writes.Where(w => !ObjectIds.IsBookkeeping(w.Target)).ToList();
        Assert.True(
            ofSecond.Count == 0 || ofSecond.Min(w => w.Started) > ofFirst.Max(w => w.Ended),
            $"the second (ended with {two.Code}) wrote while the first was at work: {string.Join(", ", ofSecond.Take(5))}");
        (await stage.Work.PlanAsync()).IsEmpty();
    }
}
