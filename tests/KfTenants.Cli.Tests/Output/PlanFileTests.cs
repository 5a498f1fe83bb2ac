using System.Text.Json.Nodes;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Tests.Output;

public sealed class PlanFileTests
{
    private static readonly string Saved = PlanJson.Of(PlanView.Of(PlanCases.All["every-kind-of-change"], ["tenants.yaml"]), TestTerminal.Now);

    public static TheoryData<string, string> Edits => new()
    {
        { "\"set\":\"production\"", "\"set\":\"staging\"" },
        { "00c001", "00c002" },
        { "\"new\":\"8\"", "\"new\":\"800\"" },
        { "\"old\":\"16\"", "\"old\":\"4\"" },
        { "\"action\":\"release\"", "\"action\":\"delete\"" },
        { "/spec/resourceQuotaSpec/hard/cpu", "/spec/resourceQuotaSpec/hard/pods" },
        { "\"tenants\":null", "\"tenants\":[\"team-a\"]" },
        { "\"name\":\"user-ben-example-com-clusterrole-view\"", "\"name\":\"user-mallory-clusterrole-view\"" },
        { "sha256:0", "sha256:1" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edited_plan_is_refused(string from, string to)
    {
        Assert.Contains(from, Saved, StringComparison.Ordinal);
        var refused = Assert.Throws<RefusedException>(() => PlanFile.Parse("p.json", Saved.Replace(from, to, StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Stale, refused.Code);
        Assert.StartsWith("p.json: the plan does not match its checksum", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_commit_of_the_pipeline_is_kept_and_does_not_change_the_plan()
    {
        var plan = PlanView.Of(PlanCases.All["every-kind-of-change"], ["tenants.yaml"]) with { Commit = "4e1b2a9" };
        var saved = PlanFile.Parse("p.json", PlanJson.Of(plan, TestTerminal.Now));
        Assert.Equal("4e1b2a9", saved.Plan.Commit);
        Assert.Equal(PlanFile.Parse("p.json", Saved).Plan.Checksum, saved.Plan.Checksum);
    }

    [Fact]
    public void A_change_said_twice_is_refused()
    {
        var root = JsonNode.Parse(Saved)!.AsObject();
        root["changes"]!.AsArray().Add(root["changes"]![0]!.DeepClone());
        Assert.Equal(ExitCode.Stale, Assert.Throws<RefusedException>(() => PlanFile.Parse("p.json", root.ToJsonString())).Code);
    }

    [Fact]
    public void Another_version_is_refused()
    {
        var refused = Assert.Throws<RefusedException>(() => PlanFile.Parse("p.json", Saved.Replace("plan/v1", "plan/v2", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Stale, refused.Code);
        Assert.Equal("p.json: apiVersion kftenants.io/plan/v2 is not kftenants.io/plan/v1, which this version reads", refused.Message);
    }

    [Fact]
    public void Unknown_keys_order_and_white_space_do_not_matter()
    {
        var root = JsonNode.Parse(Saved)!.AsObject();
        root["later"] = new JsonObject { ["a"] = 1 };
        root["changes"]![0]!["later"] = true;
        root["changes"]![0]!["reason"] = "reasonOfTomorrow";
        var checksum = root["checksum"]!.DeepClone();
        root.Remove("checksum");
        root.Insert(0, "checksum", checksum);

        var read = PlanFile.Parse("p.json", root.ToJsonString(new() { WriteIndented = true })).Plan;
        Assert.Equal("reasonOfTomorrow", read.Changes[0].Reason.Phrase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"apiVersion\":\"kftenants.io/plan/v1\"}")]
    [InlineData("{\"apiVersion\":1}")]
    public void Anything_else_is_told_as_such(string text)
    {
        var failed = Assert.Throws<KfTenantsException>(() => PlanFile.Parse("p.json", text));
        Assert.StartsWith("p.json: not a plan that kftenants plan --out wrote", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_told_as_such()
    {
        for (var length = 0; length < Saved.TrimEnd().Length; length += 17)
        {
            Assert.ThrowsAny<KfTenantsException>(() => PlanFile.Parse("p.json", Saved[..length]));
        }
    }
}
