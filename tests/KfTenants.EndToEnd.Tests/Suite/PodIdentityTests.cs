using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>The ConfigMaps with the identities of pods: several sets and other people write into the same ones, each their own keys.</summary>
[Collection(On2603.Name)]
public sealed class PodIdentityTests(Kubeflow2603 kubeflow)
{
    private const string Uids = "/api/v1/namespaces/kftenants-system/configmaps/user-uid-map";
    private const string Lifetimes = "/api/v1/namespaces/kftenants-system/configmaps/pod-lifetime-map";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task Two_sets_share_the_maps_and_a_stranger_keeps_a_key()
    {
        var one = Of("pods-one", "20001");
        var two = Of("pods-two", "20002");
        using var first = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), one);
        using var second = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), two);
        await kubeflow.ConvergeAsync(first);
        await Live.EditAsync(Uids, """{"data": {"by-hand": "7"}}""");
        await kubeflow.ConvergeAsync(second);

        Assert.Equal([("by-hand", "7"), ("pods-one", "20001"), ("pods-two", "20002")], await KeysAsync(Uids));
        Assert.Equal("enforce", (await Live.GetAsync("/api/v1/namespaces/pods-one"))["metadata"]!["labels"]!["kftenants.io/posix-identity"]!.GetValue<string>());
        await AssertNothingIsWrittenAsync(first);
        await AssertNothingIsWrittenAsync(second);

        // One changes; the other one's tenant goes.
        first.Write(one.With("pods-one", team => team with { Posix = "{uid: 20003, gid: 5001}" }));
        await kubeflow.ConvergeAsync(first);
        second.Write(two with { Teams = [two.Teams[0] with { State = "absent" }, new Team("pods-three", "ana@example.com")] });
        (await second.ApplyAsync("--allow", "tenant-deletes=1")).Ends(0);
        Assert.Equal([("by-hand", "7"), ("pods-one", "20003")], await KeysAsync(Uids));
        Assert.Equal([("pods-one", "24h")], await KeysAsync(Lifetimes));
        await AssertNothingIsWrittenAsync(second);

        // The way back, and then nothing asks for it any more.
        (await first.RunAsync("import", "--name", "pods-one", "--out", "again.yaml", "--tenant", "pods-one")).Ends(0);
        Assert.Empty(new PlanDocument((await first.RunAsync("plan", "--adopt", "-f", "again.yaml", "-o", "json")).Ends(0).Out).Changes);
        first.Write(one.With("pods-one", team => team with { Posix = null, Walltime = null }));
        await kubeflow.ConvergeAsync(first);
        Assert.Equal([("by-hand", "7")], await KeysAsync(Uids));
        Assert.Empty(await KeysAsync(Lifetimes));
        Assert.Null((await Live.GetAsync("/api/v1/namespaces/pods-one"))["metadata"]!["labels"]!["kftenants.io/posix-identity"]);
        await AssertNothingIsWrittenAsync(first);
    }

    private static TenantsFile Of(string name, string uid) => new(name, new Team(name, "ana@example.com")
    {
        Posix = $"{{uid: {uid}, gid: 5001, supplementalGroups: [5002], groups: [lab], home: /users/ana}}",
        Walltime = "{max: 24h, require: true, reaper: true}",
    });

    private async Task AssertNothingIsWrittenAsync(Workspace work)
    {
        var before = await Live.VersionsAsync();
        Assert.Empty((await work.PlanAsync()).Changes);
        (await work.ApplyAsync()).Ends(0);
        await Live.AssertUntouchedAsync(before);
    }

    // Other tests' sets have keys there, too.
    private async Task<(string Key, string Value)[]> KeysAsync(string path) =>
    [
        .. ((await Live.GetAsync(path))["data"] as JsonObject ?? []).Select(p => (p.Key, p.Value!.GetValue<string>()))
            .Where(p => p.Key == "by-hand" || p.Key.StartsWith("pods-", StringComparison.Ordinal)).OrderBy(p => p.Key, StringComparer.Ordinal),
    ];
}
