using System.Text;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>Logins as Password objects: Dex does not restart for them, and people who move there or back can sign in all the time.</summary>
public abstract class DexPasswordsTests(KubeflowCluster kubeflow)
{
    private const string Ana = "ana@example.com";
    private const string Ben = "ben@example.com";
    private const string Demo = "user@example.com";
    private const string Passwords = "/apis/dex.coreos.com/v1/namespaces/auth/passwords";
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";
    private const string OtherHash = "$2b$12$abcdefghijklmnopqrstue012345678901234567890123456789G";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_login_comes_changes_and_goes_without_a_restart()
    {
        using var work = await StartAsync(File("passwords", "objects", Login("ana", Hash)));
        work.Hide(Hash);
        work.Hide(Convert.ToBase64String(Encoding.UTF8.GetBytes(Hash)));
        var text = await ConfigAsync();
        var generation = await GenerationAsync();

        Assert.Contains(new PlannedAccess(null, Ana, null, "sign in"), (await work.PlanAsync()).Access);
        (await work.ApplyAsync()).Ends(0);
        var object1 = Assert.Single(await kubeflow.Api.ListAsync(Passwords));
        Assert.Equal((Ana, Hash, "ana"), ((string)object1["email"]!, HashOf(object1), (string)object1["username"]!));
        (await work.PlanAsync()).IsEmpty();
        Assert.Empty(await kubeflow.Dex.LockedOutAsync(Ana, Demo));

        work.Write(File("passwords", "objects", Login("ana", OtherHash), Login("ben", Hash)));
        (await work.ApplyAsync()).Ends(0);
        var objects = await kubeflow.Api.ListAsync(Passwords);
        Assert.Equal([OtherHash, Hash], objects.OrderBy(o => (string)o["email"]!, StringComparer.Ordinal).Select(HashOf));
        Assert.Equal((string)object1["userID"]!, (string)objects.Single(o => (string)o["email"]! == Ana)["userID"]!);

        work.Write(File("passwords", "objects", Login("ben", Hash)));
        Assert.Contains(new PlannedAccess(null, Ana, "sign in", null), (await work.PlanAsync()).Access);
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal(Ben, (string)Assert.Single(await kubeflow.Api.ListAsync(Passwords))["email"]!);
        Assert.Equal((text, generation), (await ConfigAsync(), await GenerationAsync()));
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task An_edited_object_is_put_right_and_a_foreign_one_is_left()
    {
        using var work = await StartAsync(File("passwords", "drift", Login("ana", Hash)));
        (await work.ApplyAsync()).Ends(0);
        var ours = (string)Assert.Single(await kubeflow.Api.ListAsync(Passwords))["metadata"]!["name"]!;
        await Live.EditAsync($"{Passwords}/{ours}", """{"username": "other", "hash": "eA=="}""");
        await Live.CreateAsync(Passwords + "/x", """
            {"apiVersion": "dex.coreos.com/v1", "kind": "Password", "metadata": {"name": "by-hand"}, "email": "zoe@example.com", "hash": "eA==", "username": "zoe", "userID": "1"}
            """);

        var change = Assert.Single((await work.PlanAsync()).Changes);
        Assert.Equal(("update", "drift"), (change.Action, change.Reason));
        Assert.Equal("(hidden)", change.Field("/hash").Old);
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal([Hash, "x"], (await kubeflow.Api.ListAsync(Passwords)).OrderBy(o => (string)o["email"]!, StringComparer.Ordinal).Select(HashOf));
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task People_who_move_between_the_places_can_sign_in_all_the_time()
    {
        string[] places = kubeflow.Release.HasPasswordSecret
            ? ["config", "passwords", "secret", "passwords", "config", "secret", "config"]
            : ["config", "passwords", "config"];
        var logins = new[] { Login("ana", Hash), Login("ben", OtherHash) };
        using var work = await StartAsync(File(places[0], "moves", logins));
        (await work.ApplyAsync()).Ends(0);
        var original = await ConfigAsync();
        foreach (var place in places[1..])
        {
            work.Write(File(place, "moves", logins));
            Assert.Empty((await work.PlanAsync(code: 4)).Access);
            var lockedOut = await WhileAsync(async () => (await work.ApplyAsync("--allow", "platform")).Ends(0));

            Assert.True(lockedOut.Count == 0, $"on the way to {place}: {string.Join(", ", lockedOut)}");
            Assert.Equal(place == "passwords" ? 2 : 0, (await kubeflow.Api.ListAsync(Passwords)).Count);
            var secret = (await Live.FindAsync(KubeflowInstallation.DexPasswordsPath))?["data"]?.AsObject().Select(p => p.Key).Where(k => k != "DEX_USER_PASSWORD").ToArray() ?? [];
            Assert.Equal(place == "secret" ? 2 : 0, secret.Length);
            (await work.PlanAsync()).IsEmpty();
        }

        Assert.Equal(original, await ConfigAsync());
    }

    [EndToEndFact]
    public async Task A_move_that_Dex_does_not_run_with_leaves_everybody_where_they_are()
    {
        using var work = await StartAsync(File("config", "stays", Login("ana", Hash)));
        (await work.ApplyAsync()).Ends(0);
        var original = await ConfigAsync();
        work.Write(File("passwords", "stays", Login("ana", Hash)));
        kubeflow.Dex.Failure = DexFailure.CrashLoop;
        kubeflow.Dex.IsBad = text => !text.Contains(Ana, StringComparison.Ordinal);
        try
        {
            (await work.ApplyAsync("--allow", "platform")).Ends(1);
            Assert.Equal(original, await ConfigAsync());
            Assert.Empty(await kubeflow.Dex.LockedOutAsync(Ana, Demo));
        }
        finally
        {
            kubeflow.Dex.IsBad = _ => false;
        }

        // Given up: no object may stay behind, from where it would let in a person who is removed later.
        work.Write(File("config", "stays", Login("ana", Hash)));
        (await work.ApplyAsync()).Ends(0);
        Assert.Empty(await kubeflow.Api.ListAsync(Passwords));
        (await work.PlanAsync()).IsEmpty();
    }

    // Looks at all serving pods and objects again and again while something happens.
    private async Task<IReadOnlyList<string>> WhileAsync(Func<Task> happening)
    {
        var lockedOut = new List<string>();
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                lockedOut.AddRange(await kubeflow.Dex.LockedOutAsync(Ana, Ben, Demo));
            }
        });
        try
        {
            await happening();
        }
        finally
        {
            await stop.CancelAsync();
        }

        await watch;
        return lockedOut;
    }

    private static string HashOf(JsonObject password) => Encoding.UTF8.GetString(Convert.FromBase64String((string)password["hash"]!));

    private static string Login(string name, string hash) => $"{{name: {name}, email: {name}@example.com, login: {{passwordHash: {hash}}}}}";

    // A person without a login here is still one of the people.
    private static TenantsFile File(string place, string set, params string[] logins) => new("dex-" + set, new Team("dex-" + set, Ana))
    {
        Platform = $"  dex: {{logins: {place}}}",
        Users = [.. logins,
            .. ((string[])["ana", "ben"]).Where(n => !logins.Any(l => l.Contains($"name: {n},", StringComparison.Ordinal))).Select(n => $"{{name: {n}, email: {n}@example.com}}")],
    };

    private async Task<string> ConfigAsync() => (string)(await Live.GetAsync(KubeflowInstallation.DexConfigMapPath))["data"]!["config.yaml"]!;

    private async Task<long> GenerationAsync() => (long)(await Live.GetAsync(KubeflowInstallation.DexDeploymentPath))["metadata"]!["generation"]!;

    private async Task<Workspace> StartAsync(TenantsFile file)
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        foreach (var left in await kubeflow.Api.ListAsync(Passwords))
        {
            await kubeflow.Api.DeleteAsync($"{Passwords}/{left["metadata"]!["name"]}");
        }

        return new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
    }
}

[Collection(On180.Name)]
public sealed class DexPasswords180(Kubeflow180 kubeflow) : DexPasswordsTests(kubeflow);

[Collection(On2603.Name)]
public sealed class DexPasswords2603(Kubeflow2603 kubeflow) : DexPasswordsTests(kubeflow);
