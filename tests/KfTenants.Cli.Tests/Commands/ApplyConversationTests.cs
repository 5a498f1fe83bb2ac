using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Cli.Commands;
using KfTenants.Cli.Output;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Sandbox;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>
/// The conversation of <c>apply</c> over plans and events made by hand; <see cref="_writes"/> says what was let through. What
/// the runner itself promises is tested beside it.
/// </summary>
public sealed class ApplyConversationTests : IDisposable
{
    private static readonly Change Quota =
        HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7, HandMade.Field("/spec/a", "\"1\"", "\"2\""));
    private static readonly Change Removal = HandMade.Delete(HandMade.Binding("team-a", "user-ana"), "team-a");
    private static readonly Change Login = HandMade.Update(new(ObjectKind.ConfigMap, "auth", "dex"), null, ChangeReason.Logins);
    private static readonly Change Blocked = HandMade.Conflict(HandMade.Profile("team-b"), "team-b", "another manager holds it");

    private readonly List<Change> _writes = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("kftenants-apply-").FullName;
    private DirectoryCluster? _cluster;
    private TestTerminal _terminal = new() { IsInputTerminal = true };

    [Fact]
    public async Task Yes_writes_and_plans_again()
    {
        _terminal.Lines.Enqueue("yes");
        Assert.Equal(ExitCode.Ok, await RunAsync([HandMade.Plan(Quota, Removal), HandMade.Plan()]));
        Assert.Equal([Quota, Removal], _writes);
        Assert.EndsWith("Only 'yes' will be accepted: ", _terminal.Error, StringComparison.Ordinal);
        Match("yes", _terminal.Out);
    }

    [Theory]
    [InlineData("y")]
    [InlineData("Yes")]
    [InlineData("yes ")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Anything_else_writes_nothing(string? answer)
    {
        if (answer is not null)
        {
            _terminal.Lines.Enqueue(answer);
        }

        Assert.Equal(ExitCode.Cancelled, await RunAsync([HandMade.Plan(Quota)]));
        Assert.Empty(_writes);
        Assert.EndsWith("Nothing was written.\n", _terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_do_asks_nothing()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync([HandMade.Plan()]));
        Assert.Equal(ExitCode.Conflict, await RunAsync([HandMade.Plan(Blocked)]));
        Assert.Empty(_terminal.Error);
        Assert.Empty(_writes);
    }

    [Fact]
    public async Task A_failed_guard_ends_with_4_before_any_question()
    {
        Assert.Equal(ExitCode.Guarded, await RunAsync([PlanCases.All["guard-failed"]], autoApprove: true));
        Assert.Empty(_writes);
    }

    [Fact]
    public async Task Every_outcome_is_reported_and_the_worst_decides()
    {
        var code = await RunAsync(
            [HandMade.Plan(Quota, Removal, Blocked, Login), HandMade.Plan(Removal, Blocked)],
            autoApprove: true,
            outcome: change => change switch
            {
                _ when change == Quota => new Outcome.Done(),
                _ when change == Removal => new Outcome.Failed("RoleBinding/team-a/user-ana: forbidden: \u001b[31mno"),
                _ when change == Blocked => new Outcome.Conflict("another manager holds it"),
                _ => new Outcome.Skipped("RoleBinding/team-a/user-ana failed"),
            });
        Assert.Equal(ExitCode.Conflict, code);
        Match("outcomes", _terminal.Out);
        Assert.Equal("error: 1 tenant failed: team-a: RoleBinding/team-a/user-ana: forbidden: \\u{1B}[31mno\n", _terminal.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task What_failed_is_the_end_of_the_log()
    {
        Change[] changes = [.. Enumerable.Range(1, 12).SelectMany(i => new Change[]
        {
            HandMade.Update(HandMade.Profile($"team-{i:00}"), $"team-{i:00}", ChangeReason.QuotaChanged),
            HandMade.Delete(HandMade.Binding($"team-{i:00}", "user-ana"), $"team-{i:00}"),
        })];
        var code = await RunAsync([HandMade.Plan(changes), HandMade.Plan(changes)], autoApprove: true,
            outcome: c => c is Change.Delete ? new Outcome.Stale($"{c.Key}: changed since the plan") : new Outcome.Failed($"{c.Key}: forbidden"));
        Assert.Equal(ExitCode.Stale, code);
        Match("failed-tenants", _terminal.Error);
    }

    [Fact]
    public async Task Deleting_a_tenant_takes_its_name()
    {
        _terminal.Lines.Enqueue("yes");
        Assert.Equal(ExitCode.Cancelled, await RunAsync([Without(["team-a"])]));
        Assert.Empty(_writes);
        Match("delete-one", _terminal.Error);

        _terminal.Lines.Enqueue("team-a");
        Assert.Equal(ExitCode.Ok, await RunAsync([Without(["team-a"]), HandMade.Plan()]));
        Assert.Single(_writes);
    }

    [Fact]
    public async Task Deleting_several_takes_their_number()
    {
        _terminal.Lines.Enqueue("team-a");
        Assert.Equal(ExitCode.Cancelled, await RunAsync([Without(["team-a", "team-b"])]));
        Assert.Empty(_writes);
        Match("delete-two", _terminal.Error);

        _terminal.Lines.Enqueue("2");
        Assert.Equal(ExitCode.Ok, await RunAsync([Without(["team-a", "team-b"]), HandMade.Plan()]));
        Assert.Equal(2, _writes.Count);
    }

    // With where the cluster was found, as a plan of a real one has it.
    private static Plan Without(string[] tenants)
    {
        var plan = HandMade.Plan(tenants.Select(t => HandMade.Delete(HandMade.Profile(t), t) with { Scope = DeletionScope.Tenant, Risk = Risk.TenantDeleted }));
        return plan with
        {
            Cluster = plan.Cluster with { Source = "kubeconfig ~/.kube/config, context prod" },
            Access = [.. tenants.Select(t => new AccessChange(t, "ana@example.com", "owner", null))],
        };
    }

    [Fact]
    public async Task What_came_while_it_ran_is_told()
    {
        var grant = new UnmanagedGrant("team-a", HandMade.Binding("team-a", "extra"), "eve@example.com", "ClusterRole kubeflow-edit");
        Assert.Equal(ExitCode.Conflict, await RunAsync([HandMade.Plan(Quota), HandMade.Plan(Blocked) with { Unmanaged = [grant] }], autoApprove: true));
        Match("came-while-it-ran", _terminal.Out);
    }

    [Fact]
    public async Task What_comes_back_did_not_converge()
    {
        var back = HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.Drift, Risk.None, 7, new FieldChange("/spec/a", "\"1\"", "\"2\"", "argocd"));
        Assert.Equal(ExitCode.Failed, await RunAsync([HandMade.Plan(Quota), HandMade.Plan(back)], autoApprove: true));
        Match("did-not-converge", _terminal.Out);
    }

    [Fact]
    public async Task Stale_ends_with_5()
    {
        Assert.Equal(ExitCode.Stale, await RunAsync([HandMade.Plan(Quota)], autoApprove: true, outcome: _ => new Outcome.Stale("Profile/team-a: changed since the plan")));
    }

    [Fact]
    public async Task An_interrupted_run_says_what_was_done_and_does_not_plan_again()
    {
        using var cancel = new CancellationTokenSource();
        var code = await RunAsync([HandMade.Plan(Quota, Removal)], autoApprove: true, cancel: cancel, outcome: _ =>
        {
            cancel.Cancel();
            return new Outcome.Done();
        });
        Assert.Equal(ExitCode.Cancelled, code);
        Assert.Equal([Quota], _writes);
        Match("interrupted", _terminal.Out);
    }

    [Fact]
    public async Task A_world_that_fails_on_the_way_does_not_swallow_the_report()
    {
        await Assert.ThrowsAsync<KfTenantsException>(() => RunAsync([HandMade.Plan(Quota, Removal)], autoApprove: true, outcome: change =>
            change == Quota ? new Outcome.Done() : throw new KfTenantsException("https://k8s.example.com:6443: connection refused"), verbose: true));
        Assert.Contains("Profile team-a: done\n", _terminal.Out, StringComparison.Ordinal);

        await Assert.ThrowsAsync<KfTenantsException>(() => RunAsync([HandMade.Plan(Quota)], autoApprove: true));
        Assert.Contains("1 done.", _terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approved_plan_needs_nobody()
    {
        _terminal = new TestTerminal();
        Assert.Equal(ExitCode.Ok, await RunAsync([HandMade.Plan(Removal), HandMade.Plan()], approved: HandMade.Plan(Quota, Removal)));
        Assert.Equal([Removal], _writes);
        Assert.Equal("already done: update Profile team-a\n", _terminal.Error);
    }

    [Fact]
    public async Task More_than_was_approved_ends_with_5_and_writes_nothing()
    {
        Assert.Equal(ExitCode.Stale, await RunAsync([HandMade.Plan(Quota, Removal)], approved: HandMade.Plan(Quota), autoApprove: true));
        Assert.Empty(_writes);
        Match("more-than-approved", _terminal.Error);
    }

    [Fact]
    public async Task A_plan_for_something_else_ends_with_5_and_writes_nothing()
    {
        var plan = HandMade.Plan(Quota);
        Assert.Equal(ExitCode.Stale, await RunAsync([plan], approved: plan with { Set = "staging" }));
        Assert.Equal(ExitCode.Stale, await RunAsync([plan], approved: plan with { ConfigDigest = "sha256:" + new string('5', 64) }));
        Assert.Equal(ExitCode.Stale, await RunAsync([plan], approved: plan with { Cluster = plan.Cluster with { Uid = "other" } }));
        Assert.Equal(ExitCode.Stale, await RunAsync([plan], approved: plan with { Cluster = plan.Cluster with { IsDirectory = true } }));
        Assert.Empty(_writes);
        Match("something-else", _terminal.Error);
    }

    [Fact]
    public async Task An_old_plan_is_warned_of()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync([HandMade.Plan(Quota), HandMade.Plan()], approved: HandMade.Plan(Quota), age: TimeSpan.FromHours(25)));
        Assert.Equal("warning: the approved plan was made at 2026-01-01T02:04:05Z\n", _terminal.Error);
    }

    [Fact]
    public async Task A_plan_that_is_older_than_allowed_is_refused()
    {
        Assert.Equal(ExitCode.Stale, await RunAsync([HandMade.Plan(Quota)], approved: HandMade.Plan(Quota), age: TimeSpan.FromMinutes(61), maxAge: TimeSpan.FromHours(1)));
        Assert.Equal("error: the approved plan was made at 2026-01-02T02:03:05Z, which is longer ago than --max-age; nothing was written\n", _terminal.Error);
        Assert.Empty(_writes);
        Assert.Equal(ExitCode.Ok,
            await RunAsync([HandMade.Plan(Quota), HandMade.Plan()], approved: HandMade.Plan(Quota), age: TimeSpan.FromMinutes(59), maxAge: TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task The_checksum_of_the_plan_is_the_approval_of_exactly_that_plan()
    {
        _terminal = new TestTerminal();
        var plan = HandMade.Plan(Quota, Removal);
        Assert.Equal(ExitCode.Ok, await RunAsync([plan, HandMade.Plan()], expect: HandMade.Document(plan).Checksum));
        Assert.Equal([Quota, Removal], _writes);

        Assert.Equal(ExitCode.Stale, await RunAsync([HandMade.Plan(Removal)], expect: HandMade.Document(plan).Checksum, autoApprove: true));
        Assert.Equal(2, _writes.Count);
        Assert.Equal(
            $"error: the plan is not the one that was approved ({HandMade.Document(plan).Checksum}); nothing was written\nReview the plan above. Its checksum is " +
                $"{HandMade.Document(HandMade.Plan(Removal)).Checksum}.\n",
            _terminal.Error.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_up_between_the_plan_and_the_lock_is_not_written(bool autoApprove)
    {
        _terminal.Lines.Enqueue("yes");
        Assert.Equal(ExitCode.Stale, await RunAsync([HandMade.Plan(Quota)], autoApprove: autoApprove, underLock: HandMade.Plan(Quota, Removal)));
        Assert.Empty(_writes);
        Assert.Empty((await RecordAsync()).Runs);
        Assert.Equal("", await HolderAsync());
        Match("stale-under-the-lock", _terminal.Error[_terminal.Error.IndexOf("error", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task What_another_writer_did_is_not_done_again()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync([HandMade.Plan(Quota, Removal), HandMade.Plan()], autoApprove: true, underLock: HandMade.Plan(Removal)));
        Assert.Equal([Removal], _writes);
        Assert.Equal("already done: update Profile team-a\n", _terminal.Error);

        _writes.Clear();
        Assert.Equal(ExitCode.Ok, await RunAsync([HandMade.Plan(Quota)], autoApprove: true, underLock: HandMade.Plan()));
        Assert.Empty(_writes);
        Assert.Single((await RecordAsync()).Runs);
    }

    [Fact]
    public async Task Whoever_takes_the_lock_away_stops_the_run()
    {
        _terminal = new TestTerminal { Time = new ManualTime() };

        // Not under xunit's synchronization context, so that what the clock fires runs inside Advance.
        var code = await Task.Run(() => RunAsync([HandMade.Plan(Quota, Removal)], autoApprove: true, outcome: _ =>
        {
            var lease = LeaseRecord.Read(_cluster!.GetAsync(LeaseRecord.KeyOf("production"), CancellationToken.None).Result!);
            _cluster!.MergePatchAsync(LeaseRecord.KeyOf("production"), lease.Taken("ana@elsewhere/9", null, TestTerminal.Now, lease.Duration), lease.Live, CancellationToken.None)
                .Wait();
            ((ManualTime)_terminal.Time).Advance(TimeSpan.FromSeconds(16));
            return new Outcome.Done();
        }));
        Assert.Equal(ExitCode.Locked, code);
        Assert.Equal([Quota], _writes);
        Assert.Equal("ana@elsewhere/9", await HolderAsync());
        Assert.Equal(["running"], (await RecordAsync()).Runs.Select(r => r.Outcome));
        Match("lock-lost", _terminal.Out);
    }

    [Fact]
    public async Task Json_is_the_only_answer_on_standard_output()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync([HandMade.Plan(Quota), HandMade.Plan()], autoApprove: true, targets: new OutputTarget(JsonFormat.Format, null)));
        var report = JsonNode.Parse(_terminal.Out)!;
        Assert.Equal("ok", (string?)report["outcome"]);
        Assert.True((bool?)report["converged"]);
        Assert.Equal("done", (string?)report["results"]![0]!["outcome"]);
        Assert.Contains("Plan: 0 to create, 1 to change", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_given_also_when_nothing_was_written()
    {
        await RunAsync([PlanCases.All["guard-failed"]], autoApprove: true, targets: new OutputTarget(JsonFormat.Format, null));
        Assert.Equal("guarded", (string?)JsonNode.Parse(_terminal.Out)!["outcome"]);
    }

    [Fact]
    public async Task Progress_is_lines_when_verbose_and_one_line_on_a_terminal()
    {
        await RunAsync([HandMade.Plan(Quota, Removal), HandMade.Plan()], autoApprove: true, verbose: true);
        Assert.Equal("[0/2] waiting for Namespace/team-a to become Active\n[1/2] Profile/team-a: done\n[2/2] RoleBinding/team-a/user-ana: done\n",
            _terminal.Error.ReplaceLineEndings("\n"));

        _terminal = new TestTerminal { IsErrorTerminal = true };
        await RunAsync([HandMade.Plan(Quota, Removal), HandMade.Plan()], autoApprove: true);
        Assert.DoesNotContain('\n', _terminal.Error);
        Assert.EndsWith("\r" + new string(' ', "[2/2] RoleBinding/team-a/user-ana: done".Length) + "\r", _terminal.Error, StringComparison.Ordinal);

        _terminal = new TestTerminal();
        await RunAsync([HandMade.Plan(Quota, Removal), HandMade.Plan()], autoApprove: true);
        Assert.Empty(_terminal.Error);
    }

    [Fact]
    public async Task A_log_gets_a_sign_of_life_every_half_minute()
    {
        var time = new ManualTime();
        _terminal = new TestTerminal { Time = time };

        // Not under xunit's synchronization context, so that what the clock fires runs inside Advance. Less than the lock's life between its renewals.
        await Task.Run(() => RunAsync([HandMade.Plan(Quota, Removal), HandMade.Plan()], autoApprove: true, outcome: _ =>
        {
            time.Advance(TimeSpan.FromSeconds(35));
            return new Outcome.Done();
        }));
        Assert.Equal(
            "[0/2] waiting for Namespace/team-a to become Active, after 30 s\n[1/2] Profile/team-a: done, after 60 s\n", _terminal.Error.ReplaceLineEndings("\n"));
    }

    /// <param name="plans">The plan that is shown and found again under the lock, then what is found afterwards.</param>
    /// <param name="underLock">What is found under the lock instead, because another run was there in the time between.</param>
    private async Task<ExitCode> RunAsync(
        Plan[] plans,
        Plan? approved = null,
        bool autoApprove = false,
        bool verbose = false,
        TimeSpan age = default,
        Func<Change, Outcome>? outcome = null,
        CancellationTokenSource? cancel = null,
        Plan? underLock = null,
        string? expect = null,
        TimeSpan? maxAge = null,
        params OutputTarget[] targets)
    {
        var saved = approved is null ? null : PlanDocument.Of(approved, HandMade.Source, TestTerminal.Now - age);
        _cluster = await DirectoryCluster.OpenAsync(_directory, _terminal.Time, CancellationToken.None);
        Approval approval = (saved, expect, autoApprove) switch
        {
            ({ } plan, _, _) => new Approval.Saved(plan, maxAge),
            (_, { } checksum, _) => new Approval.Exact(checksum),
            (_, _, true) => new Approval.Automatic(),
            _ => new Approval.Asked(),
        };
        Plan[] again = underLock is not null ? [underLock] : approval is Approval.Asked ? [plans[0]] : [];
        var queue = new Queue<Plan>([plans[0], .. again, .. plans[1..]]);
        using var conversation = new ApplyConversation(_terminal.Value, [.. targets], verbose ? PlanDetail.Full : PlanDetail.Normal, saved);
        var runner = new ApplyRunner(
            _cluster,
            async _ =>
            {
                if (!queue.TryDequeue(out var plan))
                {
                    throw new KfTenantsException("https://k8s.example.com:6443: connection refused");
                }

                if (underLock is not null && ReferenceEquals(plan, plans[0]))
                {
                    await OtherRun.PassAsync(_cluster, "production");
                }

                return new PlanResult(plan, new LiveState(plan.Cluster, []));
            },
            (plan, token) => ExecuteAsync(plan, outcome ?? (_ => new Outcome.Done()), token),
            new ApplyOptions(HandMade.Source, "production", 7, approval, TimeSpan.Zero, _terminal.RunId, "tester@here", null, "0.1.0"),
            _terminal.Time,
            conversation.Hear,
            conversation.AskAsync);
        var result = await runner.RunAsync(cancel?.Token ?? CancellationToken.None);
        return await conversation.EndAsync(new ReportAnswer(result, "kftenants apply", verbose ? PlanDetail.Full : PlanDetail.Normal));
    }

    private async Task<SetRecord> RecordAsync() => await SetParent.ReadAsync(_cluster!, "production", CancellationToken.None);

    private async Task<string?> HolderAsync() =>
        (await _cluster!.GetAsync(LeaseRecord.KeyOf("production"), CancellationToken.None))?.Text("spec", "holderIdentity");

    private async IAsyncEnumerable<RunEvent> ExecuteAsync(Plan plan, Func<Change, Outcome> outcome, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new RunEvent.Waiting("team-a", "Namespace/team-a to become Active");
        foreach (var change in plan.Pending)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            await Task.Yield();
            _writes.Add(change);
            yield return new RunEvent.Finished(change, outcome(change));
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void Match(string name, string actual) => Golden.Match(
        Directory.CreateDirectory(Path.Combine(TestPaths.Project(typeof(ApplyConversationTests)), "Commands", "Cases", "apply")).FullName, name + ".txt",
            actual.ReplaceLineEndings("\n"));
}
