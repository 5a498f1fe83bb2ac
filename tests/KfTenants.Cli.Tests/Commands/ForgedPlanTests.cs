using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Plans;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>What the holder of a plan file gains by rewriting it, when they can also make its sums anew.</summary>
public sealed class ForgedPlanTests : IDisposable
{
    private readonly CaseRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_plan_that_guards_refused_is_refused_whatever_its_file_says()
    {
        await DeletionAsync();
        Forge(plan =>
        {
            plan["applyable"] = true;
            foreach (var guard in plan["guards"]!.AsArray())
            {
                guard!["outcome"] = "pass";
            }
        });

        Assert.Equal(4, await _run.RunAsync("apply plan.json"));
        Assert.Contains("max-tenant-deletes: 1 tenant, the limit is 0 (team-audio); to allow it: --allow tenant-deletes=1", _run.Out, StringComparison.Ordinal);
        Assert.Contains("tenant-deleted", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_allowance_that_was_written_into_the_file_does_not_fit_the_reviewed_checksum()
    {
        await DeletionAsync();
        var reviewed = Plan()["checksum"]!.GetValue<string>();
        Forge(plan => plan["options"] = new JsonObject { ["allow"] = new JsonObject { ["tenant-deletes"] = 1 } });
        Assert.Equal(5, await _run.RunAsync("apply plan.json"));
        Assert.Contains("does not match its checksum", _run.Error, StringComparison.Ordinal);

        // With a checksum made anew it is another plan, and only the reviewed one is approved.
        Forge(plan => plan["checksum"] = ChecksumOf(plan));
        Assert.Equal(5, await _run.RunAsync($"apply plan.json --expect {reviewed}"));
        Assert.Contains("is not the plan that was reviewed", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_age_is_that_of_the_reviewed_seal()
    {
        await _run.StepAsync("plan --out plan.json");
        var (checksum, seal) = (Plan()["checksum"]!.GetValue<string>(), Plan()["seal"]!.GetValue<string>());
        await _run.StepAsync("edit plan.json | \"createdAt\":\"2026-01-02 | \"createdAt\":\"2026-01-01");
        Assert.Equal(5, await _run.RunAsync("apply plan.json"));
        Forge(plan => plan["createdAt"] = "2026-01-01T03:04:05Z");
        Assert.Equal(5, await _run.RunAsync($"apply plan.json --expect {seal}"));
        Assert.Equal(5, await _run.RunAsync($"apply plan.json --expect {checksum} --max-age 8h"));
        Assert.Contains("longer ago than --max-age", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_written_anew_lets_another_file_do_no_more_than_the_plan()
    {
        await _run.StepAsync("quietly apply --auto-approve");
        await _run.StepAsync("edit tenants.yaml | {user: gil, role: edit} | {user: gil, role: view}");
        await _run.RunAsync("plan --out plan.json");
        await _run.StepAsync("edit tenants.yaml | {user: gil, role: view} | {user: gil, role: admin}");
        await _run.RunAsync("plan --out other.json");
        var other = Plan("other.json")["config"]!["sha256"]!.GetValue<string>();
        Forge(plan => plan["config"]!["sha256"] = other);
        Assert.Equal(5, await _run.RunAsync("apply plan.json"));
        Assert.Contains("RoleBinding team-audio/user-gil-example-com-clusterrole-admin: new", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_says_of_access_and_risks_is_not_shown()
    {
        await DeletionAsync();
        await _run.StepAsync("edit tenants.yaml | {user: ben, role: edit} | {user: ben, role: admin}");
        await _run.RunAsync("plan --out plan.json");
        Forge(plan =>
        {
            plan["access"] = new JsonArray();
            foreach (var change in plan["changes"]!.AsArray())
            {
                change!["risk"] = "none";
                change["tenant"] = null;
            }
        });

        Assert.Equal(0, await _run.RunAsync("show plan.json"));
        Assert.Contains("Destroys\n  - tenant team-audio, its namespace and all its data\n", _run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Becomes owner or admin\n  ~ ben@example.com edit -> admin in team-vision\n", _run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Guards: judged when it is applied.", _run.Out, StringComparison.Ordinal);
    }

    private async Task DeletionAsync()
    {
        await _run.StepAsync("quietly apply --auto-approve");
        await _run.StepAsync("edit tenants.yaml |   - name: team-audio\\n    owner: eva |   - name: team-audio\\n    state: absent\\n    owner: eva");
        Assert.Equal(4, await _run.RunAsync("plan --out plan.json"));
    }

    private JsonObject Plan(string file = "plan.json") => JsonNode.Parse(File.ReadAllText(Path.Combine(_run.Here, file)))!.AsObject();

    private void Forge(Action<JsonObject> edit)
    {
        var plan = Plan();
        edit(plan);
        plan["seal"] = PlanSeal.Of(plan);
        File.WriteAllText(Path.Combine(_run.Here, "plan.json"), plan.ToJsonString());
    }

    private static string ChecksumOf(JsonObject plan) => PlanChecksum.Of(plan.Deserialize<PlanDocument>(Web)!);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}
