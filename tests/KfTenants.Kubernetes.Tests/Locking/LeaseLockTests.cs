using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Locking;

/// <summary>The lock on a clock of its own: every wait of it goes on inside <see cref="ManualTime.Advance"/>.</summary>
public sealed class LeaseLockTests : IDisposable
{
    private static readonly ObjectKey Key = LeaseRecord.KeyOf(Some.SetName);

    private readonly string _directory = Directory.CreateTempSubdirectory("kftenants-lock-").FullName;
    private readonly ManualTime _time = new();
    private readonly List<string> _waiting = [];

    [Fact]
    public Task A_free_set_is_locked_at_once_and_its_namespace_is_made() => Play(async cluster =>
    {
        await using var taken = Taken(TakeAsync(cluster, "ana@a/1", url: "https://ci.example/7"));
        var lease = await LeaseAsync(cluster);

        Assert.Equal(("ana@a/1", "https://ci.example/7", 0), (lease.Holder, lease.RunUrl, lease.Transitions));
        Assert.Equal(TimeSpan.FromSeconds(60), lease.Duration);
        Assert.NotNull(await cluster.GetAsync(NamespaceObject.Key(Ownership.SystemNamespace), default));
    });

    [Fact]
    public Task A_released_lock_makes_nobody_wait() => Play(async cluster =>
    {
        await using (var first = Taken(TakeAsync(cluster, "ana@a/1", url: "https://ci.example/7")))
        {
            Assert.True(await first.ReleaseAsync(default));
        }

        Assert.True((await LeaseAsync(cluster)).IsFree);
        await using var second = Taken(TakeAsync(cluster, "ben@b/2"));
        Assert.Equal(("ben@b/2", null, 1), ((await LeaseAsync(cluster)).Holder, (await LeaseAsync(cluster)).RunUrl, (await LeaseAsync(cluster)).Transitions));
        Assert.Empty(_waiting);
    });

    [Fact]
    public Task A_holder_at_work_is_not_waited_for_longer_than_asked() => Play(async cluster =>
    {
        await using var first = Taken(TakeAsync(cluster, "ana@a/1"));
        Assert.Equal("ana@a/1", Assert.IsType<LockAnswer.Held>(await TakeAsync(cluster, "ben@b/2")).By.Holder);
        Assert.Empty(_waiting);

        var patient = TakeAsync(cluster, "ben@b/2", timeout: 300);
        _time.AdvanceUntil(TimeSpan.FromMinutes(20), () => patient.IsCompleted);
        Assert.IsType<LockAnswer.Held>(await patient);
        Assert.Equal(300, Elapsed.TotalSeconds, 2.0);
        Assert.Equal(["ana@a/1"], _waiting);
        Assert.False(first.Lost.IsCancellationRequested);
    });

    [Fact]
    public Task A_release_is_seen_by_who_waits() => Play(async cluster =>
    {
        await using var first = Taken(TakeAsync(cluster, "ana@a/1"));
        var patient = TakeAsync(cluster, "ben@b/2", timeout: 300);
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.True(await first.ReleaseAsync(default));
        _time.Advance(TimeSpan.FromSeconds(2));
        await using var second = Taken(patient);
    });

    // The holder is a Lease without a process: killed.
    [Theory]
    [InlineData(300, 0)]
    [InlineData(300, 59)]
    [InlineData(300, 3600)]
    [InlineData(0, 61)]
    [InlineData(0, 3600)]
    public Task A_killed_holder_blocks_nobody_for_longer_than_its_lease(int timeout, int killedBefore) => Play(async cluster =>
    {
        await HeldByDeadAsync(cluster);
        _time.Advance(TimeSpan.FromSeconds(killedBefore));
        var began = _time.GetUtcNow();
        var next = TakeAsync(cluster, "ben@b/2", timeout);
        _time.AdvanceUntil(TimeSpan.FromMinutes(10), () => next.IsCompleted);
        await using var taken = Taken(next);

        Assert.Equal(60, (_time.GetUtcNow() - began).TotalSeconds, 2.0);
        Assert.Equal(["dead@d/0"], _waiting);
        Assert.Equal(("ben@b/2", 1), ((await LeaseAsync(cluster)).Holder, (await LeaseAsync(cluster)).Transitions));
    });

    [Fact]
    public Task A_holder_that_may_be_at_work_is_not_waited_for_when_nobody_wants_to_wait() => Play(async cluster =>
    {
        await HeldByDeadAsync(cluster);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<LockAnswer.Held>(await TakeAsync(cluster, "ben@b/2"));
    });

    [Fact]
    public Task A_holder_whose_clock_is_behind_is_not_taken_for_dead() => Play(async cluster =>
    {
        await HeldByDeadAsync(cluster);
        _time.Advance(TimeSpan.FromHours(1));
        var next = TakeAsync(cluster, "ben@b/2");
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(next.IsCompleted);
        var lease = await LeaseAsync(cluster);
        await cluster.MergePatchAsync(Key, lease.Renewal(lease.Holder, _time.GetUtcNow() - TimeSpan.FromHours(1)), lease.Live, default);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.IsType<LockAnswer.Held>(await next);
    });

    [Fact]
    public Task A_holder_that_works_for_hours_keeps_its_lock_and_renews_it_every_quarter() => Play(async cluster =>
    {
        await using var taken = Taken(TakeAsync(cluster, "ana@a/1"));
        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.Null(taken.LostBecause);
        Assert.Equal(60 * 4, cluster.Patches);
        Assert.False((await LeaseAsync(cluster)).LooksDeadAt(_time.GetUtcNow()));
    });

    [Fact]
    public Task A_server_that_does_not_answer_costs_the_lock_before_others_may_have_it() => Play(async cluster =>
    {
        await using var taken = Taken(TakeAsync(cluster, "ana@a/1"));
        _time.Advance(TimeSpan.FromSeconds(16));
        cluster.Fails = true;
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.False(taken.Lost.IsCancellationRequested);
        _time.AdvanceUntil(TimeSpan.FromMinutes(10), () => taken.Lost.IsCancellationRequested);

        // The last renewal was at 15 s; others may have it at 75 s.
        Assert.InRange(Elapsed.TotalSeconds, 58, 64);
        Assert.Equal("Lease/kftenants-system/kftenants-production: the lock has not been renewed for 45 s", taken.LostBecause);
        cluster.Fails = false;
        Assert.True(await taken.ReleaseAsync(default));
        Assert.False((await LeaseAsync(cluster)).IsFree);
    });

    [Fact]
    public Task A_short_outage_costs_nothing() => Play(async cluster =>
    {
        await using var taken = Taken(TakeAsync(cluster, "ana@a/1"));
        _time.Advance(TimeSpan.FromSeconds(14));
        cluster.Fails = true;
        _time.Advance(TimeSpan.FromSeconds(20));
        cluster.Fails = false;
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(taken.LostBecause);
    });

    [Fact]
    public Task Who_takes_a_lock_away_is_named() => Play(async cluster =>
    {
        await using var taken = Taken(TakeAsync(cluster, "ana@a/1"));
        var lease = await LeaseAsync(cluster);
        await cluster.MergePatchAsync(Key, lease.Taken("ben@b/2", null, _time.GetUtcNow(), lease.Duration), lease.Live, default);
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.True(taken.Lost.IsCancellationRequested);
        Assert.Equal("Lease/kftenants-system/kftenants-production: ben@b/2 took the lock over", taken.LostBecause);
    });

    [Fact]
    public Task A_lock_that_was_freed_by_hand_is_lost() => Play(async cluster =>
    {
        await using var taken = Taken(TakeAsync(cluster, "ana@a/1"));
        var lease = await LeaseAsync(cluster);
        await cluster.MergePatchAsync(Key, lease.Release(_time.GetUtcNow()), lease.Live, default);
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal("Lease/kftenants-system/kftenants-production: another process released the lock", taken.LostBecause);
    });

    [Fact]
    public Task A_label_on_the_lease_takes_nothing_away() => Play(async cluster =>
    {
        await using var taken = Taken(TakeAsync(cluster, "ana@a/1"));
        await cluster.MergePatchAsync(Key, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" } } }, (await LeaseAsync(cluster)).Live,
            default);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(taken.LostBecause);
        await cluster.MergePatchAsync(Key, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "c" } } }, (await LeaseAsync(cluster)).Live,
            default);
        Assert.True(await taken.ReleaseAsync(default));
        Assert.True((await LeaseAsync(cluster)).IsFree);
    });

    [Fact]
    public Task Who_may_not_lock_is_told_what_is_missing() => Play(async cluster =>
    {
        cluster.Refusal = new WriteAnswer.Refused("Lease/kftenants-system/kftenants-production: forbidden: User \"ana\" cannot patch resource \"leases\"");
        Assert.Equal(
            "Lease/kftenants-system/kftenants-production: forbidden: User \"ana\" cannot patch resource \"leases\"; kftenants bootstrap prints the rights that apply needs",
            (await Assert.ThrowsAsync<KfTenantsException>(() => TakeAsync(cluster, "ana@a/1"))).Message);
    });

    [Fact]
    public Task Ctrl_C_ends_the_waiting() => Play(async cluster =>
    {
        await using var first = Taken(TakeAsync(cluster, "ana@a/1"));
        using var cancel = new CancellationTokenSource();
        var patient = LockTaking.TakeAsync(cluster, new LockRequest(Some.SetName, "ben@b/2", null, TimeSpan.FromHours(1)), _time, _ => { }, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient);
    });

    [Fact]
    public Task Shards_hold_a_lock_together_and_the_last_one_releases_it() => Play(async cluster =>
    {
        await using var first = Taken(TakeAsync(cluster, "pod-0@a/1", seat: new LeaseSeat("two", 0)));
        await using var second = Taken(TakeAsync(cluster, "pod-1@b/2", seat: new LeaseSeat("two", 1)));
        Assert.Equal(("two", 0), ((await LeaseAsync(cluster)).Holder, (await LeaseAsync(cluster)).Transitions));
        Assert.Equal("pod-1@b/2", LeaseRecord.Read((await cluster.GetAsync(Key, default))!, new LeaseSeat("two", 1)).Holder);

        // Each write of one moves the Lease under the other.
        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal((null, null), (first.LostBecause, second.LostBecause));
        Assert.Equal("two", Assert.IsType<LockAnswer.Held>(await TakeAsync(cluster, "ana@c/3")).By.Holder);
        Assert.Equal("two", Assert.IsType<LockAnswer.Held>(await TakeAsync(cluster, "pod-0@c/4", seat: new LeaseSeat("three", 0))).By.Holder);
        Assert.Equal("pod-0@a/1", Assert.IsType<LockAnswer.Held>(await TakeAsync(cluster, "pod-0@c/5", seat: new LeaseSeat("two", 0))).By.Holder);

        Assert.True(await first.ReleaseAsync(default));
        Assert.Equal("two", (await LeaseAsync(cluster)).Holder);
        Assert.False(second.Lost.IsCancellationRequested);
        Assert.True(await second.ReleaseAsync(default));
        Assert.True((await LeaseAsync(cluster)).IsFree);
        Assert.DoesNotContain("shard-", (await cluster.GetAsync(Key, default))!.ToNode().ToJsonString(), StringComparison.Ordinal);
        await using var next = Taken(TakeAsync(cluster, "ana@c/6"));
    });

    [Fact]
    public Task The_seat_of_a_shard_that_died_is_free_after_its_lease_though_others_renew_theirs() => Play(async cluster =>
    {
        await using var first = Taken(TakeAsync(cluster, "pod-0@a/1", seat: new LeaseSeat("two", 0)));
        await Taken(TakeAsync(cluster, "pod-1@b/2", seat: new LeaseSeat("two", 1))).DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        var again = TakeAsync(cluster, "pod-1@b/3", timeout: 300, seat: new LeaseSeat("two", 1));
        var began = _time.GetUtcNow();
        _time.AdvanceUntil(TimeSpan.FromMinutes(10), () => again.IsCompleted);
        await using var second = Taken(again);

        Assert.Equal(60, (_time.GetUtcNow() - began).TotalSeconds, 2.0);
        Assert.Equal(["pod-1@b/2"], _waiting);
        Assert.Null(first.LostBecause);
        Assert.True(await first.ReleaseAsync(default));
        Assert.True(await second.ReleaseAsync(default));
        Assert.True((await LeaseAsync(cluster)).IsFree);
    });

    [Fact]
    public Task A_shard_that_died_keeps_others_away_for_no_longer_than_its_lease() => Play(async cluster =>
    {
        var first = Taken(TakeAsync(cluster, "pod-0@a/1", seat: new LeaseSeat("two", 0)));
        await Taken(TakeAsync(cluster, "pod-1@b/2", seat: new LeaseSeat("two", 1))).DisposeAsync();
        Assert.True(await first.ReleaseAsync(default));
        await first.DisposeAsync();

        var next = TakeAsync(cluster, "ana@c/3", timeout: 300);
        _time.AdvanceUntil(TimeSpan.FromMinutes(10), () => next.IsCompleted);
        await using var taken = Taken(next);
        Assert.InRange(Elapsed.TotalSeconds, 58, 64);
        Assert.DoesNotContain("shard-", (await cluster.GetAsync(Key, default))!.ToNode().ToJsonString(), StringComparison.Ordinal);
    });

    [Fact]
    public Task Many_shards_take_renew_and_release_a_lock_at_once() => Play(async cluster =>
    {
        var waiting = Enumerable.Range(0, 32).Select(i => TakeAsync(cluster, $"pod-{i}@a/{i}", timeout: 300, seat: new LeaseSeat("many", i))).ToArray();
        _time.AdvanceUntil(TimeSpan.FromMinutes(1), () => waiting.All(w => w.IsCompleted));
        var taken = waiting.Select(Taken).ToArray();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.All(taken, t => Assert.Null(t.LostBecause));
        Assert.All(await Task.WhenAll(taken.Select(t => t.ReleaseAsync(default))), Assert.True);
        Assert.True((await LeaseAsync(cluster)).IsFree);
    });

    [Fact]
    public Task Shards_stop_when_their_lock_is_freed_by_hand() => Play(async cluster =>
    {
        await using var first = Taken(TakeAsync(cluster, "pod-0@a/1", seat: new LeaseSeat("two", 0)));
        await using var second = Taken(TakeAsync(cluster, "pod-1@b/2", seat: new LeaseSeat("two", 1)));
        var lease = await LeaseAsync(cluster);
        await cluster.MergePatchAsync(Key, lease.Release(_time.GetUtcNow()), lease.Live, default);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.All([first, second], taken => Assert.Equal("Lease/kftenants-system/kftenants-production: another process released the lock", taken.LostBecause));
    });

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private TimeSpan Elapsed => _time.GetUtcNow() - new ManualTime().GetUtcNow();

    private Task<LockAnswer> TakeAsync(ICluster cluster, string holder, int timeout = 0, string? url = null, LeaseSeat? seat = null) => LockTaking.TakeAsync(
        cluster, new LockRequest(Some.SetName, holder, url, TimeSpan.FromSeconds(timeout)) { Seat = seat }, _time, held => _waiting.Add(held.Holder), CancellationToken.None);

    // Another run that takes it has done so by now: nothing here waits for anything but the clock.
    private static LeaseLock Taken(Task<LockAnswer> answer) => Assert.IsType<LockAnswer.Taken>(answer.Result).Lock;

    private static async Task<LeaseRecord> LeaseAsync(ICluster cluster) => LeaseRecord.Read((await cluster.GetAsync(Key, default))!);

    private async Task HeldByDeadAsync(ICluster cluster)
    {
        await Taken(TakeAsync(cluster, "x@x/0")).DisposeAsync();
        var lease = await LeaseAsync(cluster);
        var patch = lease.Taken("dead@d/0", null, _time.GetUtcNow(), lease.Duration);
        patch["spec"]!["leaseTransitions"] = 0;
        await cluster.MergePatchAsync(Key, patch, lease.Live, default);
    }

    // Not under xunit's synchronization context, so that what the clock fires runs inside Advance.
    private Task Play(Func<WatchedCluster, Task> test) => Task.Run(async () =>
        await test(new WatchedCluster(await DirectoryCluster.OpenAsync(_directory, _time, CancellationToken.None))));

    /// <summary>A directory that can stop answering, or refuse to be written to.</summary>
    private sealed class WatchedCluster(ICluster inner) : ICluster
    {
        public bool Fails { get; set; }

        public WriteAnswer? Refusal { get; set; }

        public int Patches { get; private set; }

        public string Address => inner.Address;

        public bool IsDirectory => false;

        public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
            Answering().ListAsync(kind, inNamespace, cancellationToken);

        public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => Answering().GetAsync(key, cancellationToken);

        public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) =>
            inner.ReadLogAsync(pod, container, previous, cancellationToken);

        public Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) =>
            Refusal is { } refusal ? Task.FromResult(refusal) : Answering().ApplyAsync(intent, live, force, cancellationToken);

        public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken)
        {
            Patches++;
            return Answering().MergePatchAsync(key, patch, live, cancellationToken);
        }

        public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) => Answering().DeleteAsync(key, live, cancellationToken);

        private ICluster Answering() => Fails ? throw new KfTenantsException("https://cluster.example: did not answer") : inner;
    }
}
