using System.Collections.Immutable;
using k8s;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>
/// Whether a run of apply was honest about who gets in. It is when they are those of the file, or when the run says otherwise: with
/// people whom an earlier file let in and who should be out, and with people who should be in and are not, it fails and names them; people
/// whom others let in it names.
/// </summary>
public static class Verdict
{
    /// <summary>What it kept to itself, a line each. Waits a moment for controllers that are still at work.</summary>
    public static async Task<ImmutableArray<string>> OfAsync(IKubernetes api, TenantsFile before, TenantsFile after, Run run)
    {
        for (var patience = 4; ; patience--)
        {
            ImmutableArray<string> problems = [.. (await Task.WhenAll(after.Teams.Select(team => OfAsync(api, before, team, run)))).SelectMany(p => p)];
            if (problems.IsEmpty || patience == 0)
            {
                return problems;
            }

            await Task.Delay(500);
        }
    }

    private static async Task<IEnumerable<string>> OfAsync(IKubernetes api, TenantsFile before, Team team, Run run)
    {
        var (now, said) = (await WhoGetsIn.NowAsync(api, team.Name), WhoGetsIn.Of(team));
        var given = before.Teams.Where(t => t.Name == team.Name).SelectMany(WhoGetsIn.Of).Select(w => w.Who).ToHashSet();
        return now.Except(said).Where(way => !IsTold(run, team, way, mustFail: given.Contains(way.Who))).Select(way => $"{team.Name}: gets in: {way}")
            .Concat(said.Except(now).Where(way => !IsTold(run, team, way, mustFail: true)).Select(way => $"{team.Name}: does not get in: {way}"));
    }

    // By the last part of its name, or as KFAM's names of objects fold an address, whatever the words around it.
    private static bool IsTold(Run run, Team team, Way way, bool mustFail)
    {
        var text = run.Out + run.Error;
        var name = way.Who.Split(' ')[^1].Split('/')[^1];
        return (!mustFail || run.Code != 0) && text.Contains(team.Name, StringComparison.Ordinal) && (way.Who == Mesh.Everyone
            ? text.Contains("every", StringComparison.Ordinal)
            : text.Contains(name, StringComparison.Ordinal) || text.Contains(Live.PairOf(name, ""), StringComparison.Ordinal));
    }
}
