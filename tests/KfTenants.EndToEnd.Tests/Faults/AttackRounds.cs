using System.Net;
using k8s.Autorest;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;
using KfTenants.EndToEnd.Tests.Truth;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// A tenant's owner writes what an owner may, before a run and in the middle of it. Whatever they write: the run is honest about who
/// gets in (<see cref="Verdict"/>), and the other tenant's changes are made in any case.
/// </summary>
public sealed class AttackRounds(KubeflowCluster kubeflow)
{
    private readonly k8s.Kubernetes _owner = kubeflow.Cluster.Connect(AttackStage.Mal, "kubectl/v1.20.2");
    private int _attacks;
    private int _runs;
    private int _told;

    public string Summary => $"{_attacks} writes of an owner before and in the middle of {_runs} runs: {_runs - _told} ended as the file says, {_told} said what else there is; " +
        "the other tenant's changes were made in all of them";

    /// <param name="number">With the seed it decides everything random.</param>
    public async Task RunAsync(string prefix, int number)
    {
        var random = new Random((Campaign.Seed * 10_000) + number);
        var goal = (AttackGoal)(number % Enum.GetValues<AttackGoal>().Length);
        var token = KillRounds.Token(prefix, number);
        await using var stage = new AttackStage(kubeflow, _owner, token, await FaultProxy.StartAsync(kubeflow.Cluster, "attack-" + token));
        var story = new List<string> { $"seed {Campaign.Seed}, round {number}, goal {goal}" };
        var (before, after) = (stage.Before(), stage.After(goal));
        stage.Work.Write(before);
        (await stage.Work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        await Eventually.TrueAsync("the owner may write", async () => await Authorizer.AskAsync(
            kubeflow.Api, Identity.Person(AttackStage.Mal), new Request("create", "rbac.authorization.k8s.io", "rolebindings"), stage.Tenant("mal")));

        for (var i = random.Next(0, 4); i > 0; i--)
        {
            await AttackAsync(stage, random, story, "before");
        }

        stage.Work.Write(after);
        var (writes, at) = (0, random.Next(1, 12));
        stage.Proxy.Choose = async request =>
        {
            if (request.IsWrite && !ObjectIds.IsBookkeeping(request.Target) && Interlocked.Increment(ref writes) == at)
            {
                await AttackAsync(stage, random, story, $"before {request.Identity}");
            }

            return Fault.None;
        };
        var isDelete = goal == AttackGoal.Delete;
        var first = await stage.Work.ApplyAsync(isDelete ? ["--allow", "tenant-deletes=1"] : []);
        await stage.Proxy.ReopenAsync();
        await CheckAsync(stage, before, after, first, story, "the run");

        // And again, with the attacker at rest.
        await CheckAsync(stage, before, after, await stage.Work.ApplyAsync(isDelete ? ["--allow", "tenant-deletes=1"] : []), story, "the run after it");
    }

    private async Task AttackAsync(AttackStage stage, Random random, List<string> story, string when)
    {
        var attack = Attack.All[random.Next(Attack.All.Count)];
        try
        {
            await attack.Make(stage, random);
            story.Add($"{when}: {attack}");
            Interlocked.Increment(ref _attacks);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            // The object is gone or moved, or they may not any more: no attack.
            story.Add($"{when}: {attack}: {e.Response.StatusCode}");
        }
    }

    private async Task CheckAsync(AttackStage stage, TenantsFile before, TenantsFile after, Run run, List<string> story, string which)
    {
        await kubeflow.Controller.SettleAsync();
        var problems = await Verdict.OfAsync(kubeflow.Api, before, after, run);
        var other = after.Teams.Single(t => t.Name == stage.Tenant("vic"));
        var (now, said) = (await WhoGetsIn.NowAsync(kubeflow.Api, other.Name), WhoGetsIn.Of(other));
        Assert.True(
            problems.IsEmpty && now.SetEquals(said),
            $"{which} ended with {run.Code}\n{string.Join('\n', story)}\n{string.Join('\n', problems)}\n" +
                $"{other.Name}, as it should not be: {string.Join(", ", now.SymmetricExcept(said))}\n--- out ---\n{run.Out}\n--- error ---\n{run.Error}");
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _told, run.Code == 0 ? 0 : 1);
    }
}
