using System.Runtime.CompilerServices;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Kubernetes.Locking;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Running;

/// <summary>An apply over plans and outcomes made by hand, and a directory for its lock and record; <see cref="_writes"/> says what was let through.</summary>
public sealed class ApplyRunnerTests : IDisposable
{
    private static readonly Change Quota =
        HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7, HandMade.Field("/spec/a", "\"1\"", "\"2\""));

    private static readonly Change Removal = HandMade.Delete(HandMade.Binding("team-a", "user-ana"), "team-a");
    private static readonly Change Blocked = HandMade.Conflict(HandMade.Profile("team-b"), "team-b", "another manager holds it");

    private readonly List<Change> _writes = [];
    private readonly List<ApplyEvent> _events = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("kftenants-run-").FullName;
    private DirectoryCluster? _cluster;
    private TimeSpan _lockTimeout = TimeSpan.Zero;
    private int _plans;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_happens_is_told_in_order()
    {
        var result = await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota, Removal), HandMade.Plan()]);
        Assert.Equal(RunEnd.Ok, result.End);
        Assert.Equal([Quota, Removal], _writes);
        Assert.Equal(
            ["Planned", "Judged", "Judged", "Begun", "Happened", "Happened", "Finished"],
            _events.Select(e => e.GetType().Name));
        Assert.Equal([false, true], _events.OfType<ApplyEvent.Judged>().Select(e => e.IsUnderLock));
        Assert.Equal((2, 0, true), (result.Count<Outcome.Done>(), result.Left.Count(), result.Report!.Converged));
    }

    [Fact]
    public async Task Only_an_asked_approval_asks_and_a_no_writes_nothing()
    {
        Assert.Equal(RunEnd.Cancelled, (await RunAsync(new Approval.Asked(), [HandMade.Plan(Quota)], answer: false)).End);
        Assert.Empty(_writes);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
        Assert.Equal(RunEnd.Ok, (await RunAsync(new Approval.Asked(), [HandMade.Plan(Quota), HandMade.Plan()], answer: true)).End);
        Assert.Equal([Quota], _writes);
    }

    [Fact]
    public async Task A_run_without_anything_to_do_leaves_no_trace()
    {
        Assert.Equal(RunEnd.Ok, (await RunAsync(new Approval.Automatic(), [HandMade.Plan()])).End);
        Assert.Equal(RunEnd.Conflict, (await RunAsync(new Approval.Automatic(), [HandMade.Plan(Blocked)])).End);
        Assert.Equal(RunEnd.Guarded, (await RunAsync(new Approval.Automatic(), [PlanCases.All["guard-failed"]])).End);
        Assert.Equal(RunEnd.Stale, (await RunAsync(new Approval.Exact("sha256:0"), [HandMade.Plan(Quota)])).End);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Fact]
    public async Task Rights_that_are_missing_stop_a_run_before_its_first_write()
    {
        var plan = HandMade.Plan(Quota, Removal);
        var failure = await Assert.ThrowsAsync<KfTenantsException>(() => RunAsync(new Approval.Automatic(), [plan, HandMade.Plan()], denied: "delete"));

        Assert.StartsWith("forbidden: these credentials may not delete rolebindings.rbac.authorization.k8s.io user-ana in namespace team-a", failure.Message,
            StringComparison.Ordinal);
        Assert.Empty(_writes);
        Assert.Empty((await RecordAsync()).Runs);
        Assert.Equal("", await HolderAsync());
    }

    [Fact]
    public async Task The_history_tells_how_each_run_ended()
    {
        await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota, Removal), HandMade.Plan()]);
        await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota), HandMade.Plan()], _ => new Outcome.Failed("Profile/team-a: no"), runId: "20260102t030405-0002");
        var record = await RecordAsync();

        Assert.Equal(7, record.TenantCount);
        Assert.Equal(["20260102t030405-0001 ok 2", "20260102t030405-0002 failed 0"], record.Runs.Select(r => $"{r.Run.Id} {r.Outcome} {r.Done}"));
        Assert.Equal(["tester@here"], record.Runs.Select(r => r.Run.Actor).Distinct());
        Assert.Equal(HandMade.Document(HandMade.Plan(Quota)).Checksum, record.Runs[1].Checksum);
        Assert.Equal("", await HolderAsync());
    }

    [Fact]
    public async Task A_cluster_that_fails_on_the_way_is_an_end_with_a_report_a_record_and_no_lock()
    {
        var result = await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota, Removal)], change =>
            change == Quota ? new Outcome.Done() : throw new KfTenantsException("connection refused"));

        Assert.Equal(RunEnd.Failed, result.End);
        Assert.Equal("connection refused", result.Failure?.SourceException.Message);
        Assert.Equal([new Outcome.Done(), new Outcome.Skipped("interrupted")], result.Report!.Results.Select(r => r.Outcome));
        Assert.Equal(["failed 1"], (await RecordAsync()).Runs.Select(r => $"{r.Outcome} {r.Done}"));
        Assert.Equal("", await HolderAsync());
    }

    [Fact]
    public async Task A_cluster_that_fails_before_the_first_write_is_an_exception()
    {
        await Assert.ThrowsAsync<KfTenantsException>(() => RunAsync(new Approval.Automatic(), []));
        Assert.Empty(_events);
    }

    [Fact]
    public async Task The_worst_outcome_decides()
    {
        Assert.Equal(RunEnd.Stale, (await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota), HandMade.Plan()], _ => new Outcome.Stale("moved"))).End);
        Assert.Equal(RunEnd.Conflict, (await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota), HandMade.Plan()], _ => new Outcome.Conflict("held"))).End);
        var back = await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota), HandMade.Plan(Quota)]);
        Assert.Equal((RunEnd.Failed, "profile/team-a"), (back.End, Assert.Single(back.Left).Id));
    }

    [Fact]
    public async Task What_came_into_the_way_while_it_ran_decides_how_it_ends()
    {
        var before = await RunAsync(
            new Approval.Automatic(), [HandMade.Plan(Quota, Blocked), HandMade.Plan(Blocked)], c => c == Blocked ? new Outcome.Conflict("held") : new Outcome.Done());
        Assert.Equal((RunEnd.Conflict, 0), (before.End, before.Left.Count()));

        var after = await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota), HandMade.Plan(Blocked)]);
        Assert.Equal((RunEnd.Conflict, "profile/team-b"), (after.End, Assert.Single(after.Left).Id));
    }

    [Fact]
    public async Task Grants_of_others_that_came_while_it_ran_are_known()
    {
        var (old, fresh) = (Grant("old"), Grant("fresh"));
        var result = await RunAsync(
            new Approval.Automatic(), [HandMade.Plan(Quota) with { Unmanaged = [old] }, HandMade.Plan() with { Unmanaged = [old, fresh] }]);

        Assert.Equal((RunEnd.Ok, "fresh"), (result.End, Assert.Single(result.Appeared).Object.Name));

        static UnmanagedGrant Grant(string name) => new("team-a", HandMade.Binding("team-a", name), "eve@example.com", "ClusterRole kubeflow-edit");
    }

    [Fact]
    public async Task More_under_the_lock_than_was_shown_is_not_written_and_not_recorded()
    {
        var result = await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota)], underLock: HandMade.Plan(Quota, Removal));
        Assert.Equal(RunEnd.Stale, result.End);
        Assert.Equal("rolebinding/team-a/user-ana", Assert.Single(_events.OfType<ApplyEvent.Judged>().Last().Verdict.Unapproved).Change.Id);
        Assert.Empty(_writes);
        Assert.Empty((await RecordAsync()).Runs);
        Assert.Equal("", await HolderAsync());
    }

    [Fact]
    public async Task A_saved_plan_writes_the_tenants_that_need_no_more_and_the_revocations_of_the_others()
    {
        var other = HandMade.Update(HandMade.Profile("team-b"), "team-b", ChangeReason.QuotaChanged, Risk.None, 7, HandMade.Field("/spec/a", "\"1\"", "\"2\""));
        var drift = HandMade.Update(HandMade.Binding("team-a", "x"), "team-a", ChangeReason.Drift, Risk.None, 7, HandMade.Field("/spec/b", "\"1\"", "\"2\""));
        var saved = new Approval.Saved(HandMade.Document(HandMade.Plan(Quota, Removal, other)), null);
        var result = await RunAsync(saved, [HandMade.Plan(Quota, Removal, drift, other), HandMade.Plan(Quota, drift)]);

        Assert.Equal(RunEnd.Stale, result.End);
        Assert.Equal([Removal, other], _writes);
        Assert.Equal((2, 2), (result.Count<Outcome.Done>(), result.Count<Outcome.Stale>()));
        Assert.Equal(
            new Outcome.Stale("Profile/team-a: team-a needs more than was approved; plan again"),
            result.Report!.Results.Single(r => r.Change == Quota).Outcome);
        Assert.Equal(["stale 2"], (await RecordAsync()).Runs.Select(r => $"{r.Outcome} {r.Done}"));
    }

    [Fact]
    public async Task A_revocation_that_no_longer_matches_its_approval_is_not_written()
    {
        var other = HandMade.Update(HandMade.Profile("team-b"), "team-b", ChangeReason.QuotaChanged, Risk.None, 7, HandMade.Field("/spec/a", "\"1\"", "\"2\""));
        var written = HandMade.Delete(HandMade.Binding("team-a", "user-ana"), "team-a") with { Found = new Precondition("uid", "9999") };
        var saved = new Approval.Saved(HandMade.Document(HandMade.Plan(Removal, other)), null);

        Assert.Equal(RunEnd.Stale, (await RunAsync(saved, [HandMade.Plan(written, other), HandMade.Plan(written)])).End);
        Assert.Equal([other], _writes);
    }

    [Fact]
    public async Task A_new_conflict_makes_its_tenant_stale_and_no_other()
    {
        var saved = new Approval.Saved(HandMade.Document(HandMade.Plan(Quota)), null);

        Assert.Equal(RunEnd.Stale, (await RunAsync(saved, [HandMade.Plan(Quota, Blocked), HandMade.Plan(Blocked)])).End);
        Assert.Equal([Quota, Blocked], _writes);
    }

    [Fact]
    public async Task An_exact_approval_is_of_the_whole_plan()
    {
        var other = HandMade.Update(HandMade.Profile("team-b"), "team-b", ChangeReason.QuotaChanged, Risk.None, 7, HandMade.Field("/spec/a", "\"1\"", "\"2\""));
        var result = await RunAsync(new Approval.Exact(HandMade.Document(HandMade.Plan(Quota)).Checksum), [HandMade.Plan(Quota)], underLock: HandMade.Plan(Quota, other));

        Assert.Equal(RunEnd.Stale, result.End);
        Assert.Empty(_writes);
    }

    [Fact]
    public async Task An_overridden_guard_is_in_the_result_and_in_the_history()
    {
        var plan = PlanCases.All["guard-overridden"];
        var result = await RunAsync(new Approval.Automatic(), [plan, HandMade.Plan()]);
        string[] overridden = ["max-access-revoked", "max-tenant-deletes"];
        Assert.Equal(overridden, result.Plan.Guards.Where(g => g.Outcome == GuardOutcome.Overridden).Select(g => g.Id));
        Assert.Equal(overridden, (await RecordAsync()).Runs[0].Overridden.Select(g => g.Id));
    }

    [Fact]
    public async Task A_saved_plan_is_judged_by_the_guards_of_now_whatever_its_file_says()
    {
        var passed = HandMade.Document(PlanCases.All["guard-overridden"]);
        var refused = PlanCases.All["guard-overridden"] with { Guards = [passed.Guards[2] with { Outcome = GuardOutcome.Fail }] };
        Assert.Equal(RunEnd.Guarded, (await RunAsync(new Approval.Saved(passed, null), [refused])).End);
        Assert.Empty(_writes);
    }

    [Fact]
    public async Task Guards_are_judged_again_under_the_lock()
    {
        var shown = PlanCases.All["guard-overridden"];
        Plan Now(int value) => shown with { Guards = [shown.Guards[1] with { Value = value, Outcome = GuardOutcome.Fail }] };
        Assert.Equal(RunEnd.Guarded, (await RunAsync(new Approval.Automatic(), [shown], underLock: Now(61))).End);
        Assert.Equal(GuardOutcome.Fail, _events.OfType<ApplyEvent.Planned>().Last().Plan.Guards[0].Outcome);
        Assert.Empty(_writes);

        // What is left of it after another run did a part.
        Assert.Equal(RunEnd.Ok, (await RunAsync(new Approval.Automatic(), [shown, HandMade.Plan()], underLock: Now(50))).End);
    }

    // What is planned while a person thinks, or another run writes, is old when the lock is taken.
    [Fact]
    public async Task A_plan_is_made_again_under_the_lock_where_something_may_have_come_between()
    {
        async Task<int> PlansAsync(Approval approval, bool otherRun)
        {
            var plan = HandMade.Plan(Quota);
            var result = await RunAsync(approval, [plan, HandMade.Plan()], answer: true, underLock: otherRun ? HandMade.Plan(Quota) : null);
            Assert.Equal(RunEnd.Ok, result.End);
            return _plans;
        }

        var exact = new Approval.Exact(HandMade.Document(HandMade.Plan(Quota)).Checksum);
        Assert.Equal(2, await PlansAsync(new Approval.Automatic(), otherRun: false));
        Assert.Equal(2, await PlansAsync(exact, otherRun: false));
        Assert.Equal(2, await PlansAsync(new Approval.Saved(HandMade.Document(HandMade.Plan(Quota)), null), otherRun: false));
        Assert.Equal(3, await PlansAsync(new Approval.Asked(), otherRun: false));
        Assert.Equal(3, await PlansAsync(new Approval.Automatic(), otherRun: true));
    }

    // Where the lock had to be waited for, the plan is as old as the wait.
    [Fact]
    public async Task A_plan_that_was_made_before_a_dead_run_was_waited_for_is_made_again()
    {
        _cluster = await DirectoryCluster.OpenAsync(_directory, TimeProvider.System, CancellationToken.None);
        var request = new LockRequest("production", "dead@elsewhere/1", null, TimeSpan.Zero) { Duration = TimeSpan.FromSeconds(1) };
        await ((LockAnswer.Taken)await LockTaking.TakeAsync(_cluster, request, new TemporaryCluster.Clock(), _ => { }, CancellationToken.None)).Lock.DisposeAsync();
        _lockTimeout = TimeSpan.FromMinutes(1);

        Assert.Equal(RunEnd.Ok, (await RunAsync(new Approval.Automatic(), [HandMade.Plan(Quota), HandMade.Plan(Quota), HandMade.Plan()], time: TimeProvider.System)).End);
        Assert.Equal(3, _plans);
    }

    [Fact]
    public async Task Settings_are_approved_by_a_run_in_which_nothing_failed()
    {
        Plan Settling(string settings, params Change[] changes) => HandMade.Plan(changes) with
        {
            Settings = [new SettingDocument("/guards/maxDeletes") { New = "500" }],
            Record = PlannedRecord.None with { Settled = AccessRecord.None with { Settings = settings } },
        };
        Assert.Equal(RunEnd.Failed, (await RunAsync(new Approval.Automatic(), [Settling("{}", Quota), HandMade.Plan()], _ => new Outcome.Failed("no"))).End);
        Assert.Null(await SettingsAsync());
        Assert.Equal(RunEnd.Ok, (await RunAsync(new Approval.Automatic(), [Settling("{}", Quota), Settling("{}")])).End);
        Assert.Equal("{}", await SettingsAsync());

        // That they are approved is work, if there is no other.
        Assert.Equal(RunEnd.Ok, (await RunAsync(new Approval.Automatic(), [Settling("{\"a\":1}")])).End);
        Assert.Equal("{\"a\":1}", await SettingsAsync());
    }

    /// <param name="plans">The plan that is shown, and found again under the lock where it is made again; then what is found afterwards.</param>
    /// <param name="underLock">What is found under the lock instead, because another run was there in the time between.</param>
    private async Task<ApplyResult> RunAsync(
        Approval approval,
        Plan[] plans,
        Func<Change, Outcome>? outcome = null,
        bool? answer = null,
        Plan? underLock = null,
        string runId = "20260102t030405-0001",
        string? denied = null,
        TimeProvider? time = null)
    {
        _events.Clear();
        _plans = 0;
        time ??= new TemporaryCluster.Clock();
        Plan[] again = underLock is not null ? [underLock] : approval is Approval.Asked ? [plans[0]] : [];
        var queue = new Queue<Plan>(plans.Length == 0 ? [] : [plans[0], .. again, .. plans[1..]]);
        _cluster = await DirectoryCluster.OpenAsync(_directory, time, CancellationToken.None);
        return await new ApplyRunner(
            denied is null ? _cluster : new DenyingCluster(_cluster, denied),
            async _ =>
            {
                if (!queue.TryDequeue(out var plan))
                {
                    throw new KfTenantsException("connection refused");
                }

                if (underLock is not null && ReferenceEquals(plan, plans[0]))
                {
                    await OtherRun.PassAsync(_cluster, "production");
                }

                _plans++;
                return new PlanResult(plan, new LiveState(plan.Cluster, []));
            },
            (plan, token) => ExecuteAsync(plan, outcome ?? (_ => new Outcome.Done()), token),
            new ApplyOptions(HandMade.Source, "production", 7, approval, _lockTimeout, runId, "tester@here", null, "0.1.0"),
            time,
            _events.Add,
            (_, _) => Task.FromResult(answer ?? throw new InvalidOperationException("asked"))).RunAsync(CancellationToken.None);
    }

    private async Task<SetRecord> RecordAsync() => await SetParent.ReadAsync(_cluster!, "production", CancellationToken.None);

    private async Task<string?> SettingsAsync() =>
        (await _cluster!.GetAsync(AccessRecordParts.KeyOf("production", 0), CancellationToken.None))?.Text("data", "_settings");

    private async Task<string?> HolderAsync() =>
        (await _cluster!.GetAsync(LeaseRecord.KeyOf("production"), CancellationToken.None))?.Text("spec", "holderIdentity");

    private async IAsyncEnumerable<RunEvent> ExecuteAsync(Plan plan, Func<Change, Outcome> outcome, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var change in plan.Pending)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            _writes.Add(change);
            yield return new RunEvent.Finished(change, outcome(change));
        }
    }
}
