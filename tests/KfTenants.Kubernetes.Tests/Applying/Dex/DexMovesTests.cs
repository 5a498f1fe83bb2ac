using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Tenants;
using static KfTenants.Kubernetes.Applying.Dex.DexRun;

namespace KfTenants.Kubernetes.Applying.Dex;

/// <summary>Logins that move between the places where they can be kept, with the program killed after every write.</summary>
public sealed class DexMovesTests : IDisposable
{
    private static readonly (string, string)[] People = [("ana@example.com", Hash), ("ben@example.com", OtherHash)];

    private readonly string _directory = Directory.CreateTempSubdirectory("kftenants-dex-").FullName;

    public static TheoryData<LoginStore, LoginStore> Moves => new()
    {
        { LoginStore.Config, LoginStore.Secret },
        { LoginStore.Config, LoginStore.Passwords },
        { LoginStore.Secret, LoginStore.Config },
        { LoginStore.Secret, LoginStore.Passwords },
        { LoginStore.Passwords, LoginStore.Config },
        { LoginStore.Passwords, LoginStore.Secret },
    };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Nobody_is_locked_out_at_any_moment_wherever_the_run_dies(LoginStore before, LoginStore after)
    {
        for (var writes = 1; ; writes++)
        {
            var cluster = await StartAsync();
            await ConvergeAsync(SetOf(before, People), cluster);
            cluster.OnWritten = async write =>
            {
                foreach (var person in (string[])["ana@example.com", "ben@example.com", "user@example.com"])
                {
                    var (now, afterRestart) = await cluster.CanSignInAsync(person);
                    Assert.True(now, $"{person} is locked out after {write}, write {writes}");
                    Assert.True(afterRestart, $"{person} would be locked out by a restart after {write}, write {writes}");
                }
            };
            var ids = await IdsAsync(cluster, before);
            var set = SetOf(after, People);
            var wasKilled = await IsKilledAsync(set, cluster, writes);
            await ConvergeAsync(set, cluster);

            await AssertOnlyInAsync(after, cluster);
            Assert.Equal(ids, await IdsAsync(cluster, after));
            if (!wasKilled)
            {
                return;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task A_move_that_Dex_does_not_run_with_is_taken_back_and_done_later(LoginStore before, LoginStore after)
    {
        var cluster = await StartAsync();
        await ConvergeAsync(SetOf(before, People), cluster);
        var text = await cluster.TextAsync();
        cluster.IsBad = t => t != text;
        var outcomes = await ApplyAsync(SetOf(after, People), cluster);

        Assert.Contains("the previous configuration is running again", Assert.Single(outcomes.Select(o => o.Outcome).OfType<Outcome.Failed>()).Message, StringComparison.Ordinal);
        Assert.Equal(text, await cluster.TextAsync());
        await AssertAllSignInAsync(cluster);

        // Given up: nothing of the new place may stay.
        cluster.IsBad = _ => false;
        await ConvergeAsync(SetOf(before, People), cluster);
        await AssertOnlyInAsync(before, cluster);
        await ConvergeAsync(SetOf(after, People), cluster);
        await AssertOnlyInAsync(after, cluster);
    }

    [Theory]
    [InlineData(LoginStore.Config)]
    [InlineData(LoginStore.Secret)]
    public async Task No_object_stays_behind_when_a_move_is_given_up_wherever_the_run_died(LoginStore before)
    {
        for (var writes = 1; ; writes++)
        {
            var cluster = await StartAsync();
            await ConvergeAsync(SetOf(before, People), cluster);
            var wasKilled = await IsKilledAsync(SetOf(LoginStore.Passwords, People), cluster, writes);
            await ConvergeAsync(SetOf(before, People), cluster);
            await AssertOnlyInAsync(before, cluster);
            if (!wasKilled)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task A_move_is_nobodys_gain_or_loss()
    {
        var cluster = await StartAsync();
        await ConvergeAsync(SetOf(LoginStore.Config, People), cluster);
        foreach (var store in (LoginStore[])[LoginStore.Passwords, LoginStore.Secret, LoginStore.Passwords, LoginStore.Config])
        {
            var plan = await PlanAsync(SetOf(store, People), cluster);
            Assert.Empty(plan.Access);
            Assert.All(plan.Pending, c => Assert.Equal(Risk.None, c.Risk));
            Assert.All(plan.Guards, g => Assert.Equal(0, g.Value));
            await RunAsync(plan, cluster);
        }
    }

    [Fact]
    public async Task Password_objects_come_change_and_go_without_a_restart()
    {
        var cluster = await StartAsync();
        await ConvergeAsync(SetOf(LoginStore.Passwords, People), cluster);
        var deployment = await cluster.GetAsync(DexCluster.Deployment, default);
        var changed = await PlanAsync(SetOf(LoginStore.Passwords, ("ana@example.com", OtherHash), ("carl@example.com", Hash)), cluster);

        Assert.Equal(
            ["update " + DexPasswordName.For("ana@example.com"), "create " + DexPasswordName.For("carl@example.com"), "delete " + DexPasswordName.For("ben@example.com")],
            changed.Pending.Select(c => $"{c.Action} {c.Key.Name}"));
        Assert.Equal(
            [new AccessChange(null, "ben@example.com", "sign in", null), new AccessChange(null, "carl@example.com", null, "sign in")], changed.Access.ToArray());
        Assert.Equal([Risk.None, Risk.AccessGranted, Risk.AccessRevoked], changed.Pending.Select(c => c.Risk));
        Assert.DoesNotContain(changed.Pending.SelectMany(c => c.Fields), f => $"{f.Before}{f.After}".Contains("JDJ", StringComparison.Ordinal));
        Assert.All(await RunAsync(changed, cluster), f => Assert.IsType<Outcome.Done>(f.Outcome));

        Assert.Equal(DexRun.Text, await cluster.TextAsync());
        Assert.Equal(deployment!.ResourceVersion, (await cluster.GetAsync(DexCluster.Deployment, default))!.ResourceVersion);
    }

    private async Task<DexCluster> StartAsync()
    {
        foreach (var entry in Directory.EnumerateDirectories(_directory))
        {
            Directory.Delete(entry, recursive: true);
        }

        return await DexCluster.StartAsync(_directory, Text);
    }

    private static async Task AssertAllSignInAsync(DexCluster cluster)
    {
        foreach (var (email, _) in People)
        {
            Assert.Equal((true, true), await cluster.CanSignInAsync(email));
        }
    }

    private static async Task AssertOnlyInAsync(LoginStore store, DexCluster cluster)
    {
        var text = await cluster.TextAsync();
        var secret = (await cluster.GetAsync(DexCluster.Secret, default))!.At("data")!.Value.EnumerateObject().Select(p => p.Name).ToArray();
        var objects = await cluster.ListAsync(ObjectKind.Password, "auth", default);
        Assert.Equal(store == LoginStore.Config, text.Contains(Hash, StringComparison.Ordinal));
        Assert.Equal(store != LoginStore.Passwords, text.Contains("ana@example.com", StringComparison.Ordinal));
        Assert.Equal(store == LoginStore.Secret ? 3 : 1, secret.Length);
        Assert.Equal(store == LoginStore.Passwords ? 2 : 0, objects.Length);
        await AssertAllSignInAsync(cluster);
    }

    private static async Task<string> IdsAsync(DexCluster cluster, LoginStore store) => store == LoginStore.Passwords
        ? string.Join(' ', (await cluster.ListAsync(ObjectKind.Password, "auth", default)).OrderBy(p => p.Text("email"), StringComparer.Ordinal).Select(p => p.Text("userID")))
        : string.Join(' ',
            DexConfig.Parse(await cluster.TextAsync()).Users.Where(u => u.Email != "user@example.com").OrderBy(u => u.Email, StringComparer.Ordinal).Select(u => u.UserId));
}
