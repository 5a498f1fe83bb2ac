using System.Collections.Immutable;
using k8s;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Truth;

/// <summary>
/// Whether a run of apply was honest about who gets in. It is when they are those of the file, or when the run says otherwise: with
/// people whom an earlier file let in and who should be out, and with people who should be in and are not, it fails and names them; people
/// whom others let in it names. Who has access because of the Profile itself (its owner, its two accounts) is named by a conflict of that.
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
        var given = before.Teams.Where(t => t.Name == team.Name).SelectMany(WhoGetsIn.Of).ToList();
        var contributors = before.Teams.Append(team).Where(t => t.Name == team.Name).SelectMany(t => t.Contributors).Select(c => c.Email);
        var ofProfile = given.Concat(said).Select(w => w.Who).Except(contributors).ToHashSet();
        return now.Except(said).Where(way => !IsTold(way, mustFail: given.Any(w => w.Who == way.Who))).Select(way => $"{team.Name}: gets in: {way}")
            .Concat(said.Except(now).Where(way => !IsTold(way, mustFail: true)).Select(way => $"{team.Name}: does not get in: {way}"));

        bool IsTold(Way way, bool mustFail) => (!mustFail || run.Code != 0) && (IsNamed(run, team, way) ||
            (ofProfile.Contains(way.Who) && run.Out.Contains($"!   Profile {team.Name}", StringComparison.Ordinal)));
    }

    // By the last part of its name, or as KFAM's names of objects fold an address, whatever the words around it.
    private static bool IsNamed(Run run, Team team, Way way)
    {
        var text = run.Out + run.Error;
        var name = way.Who.Split(' ')[^1].Split('/')[^1];
        return text.Contains(team.Name, StringComparison.Ordinal) && (way.Who == Mesh.Everyone
            ? text.Contains("every", StringComparison.Ordinal)
            : text.Contains(name, StringComparison.Ordinal) || text.Contains(Live.PairOf(name, ""), StringComparison.Ordinal));
    }
}
