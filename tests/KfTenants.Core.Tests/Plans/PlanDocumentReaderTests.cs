using System.Text.Json.Nodes;
using KfTenants.Testing;

namespace KfTenants.Plans;

public sealed class PlanDocumentReaderTests
{
    private static readonly string Saved = HandMade.Document(PlanCases.All["every-kind-of-change"]).ToJson();

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
        var edited = Saved.Replace(from, to, StringComparison.Ordinal);
        foreach (var text in new[] { edited, Sealed(edited) })
        {
            var refused = Assert.Throws<PlanRefusedException>(() => PlanDocumentReader.Read("p.json", text));
            Assert.StartsWith("p.json: the plan does not match its checksum", refused.Message, StringComparison.Ordinal);
        }
    }

    // None of these is under the checksum, because none changes what the plan does.
    [Theory]
    [InlineData("\"createdAt\":\"2026-01-02T03:04:05Z\"", "\"createdAt\":\"2026-11-25T17:50:00Z\"")]
    [InlineData("\"sha256\":\"4", "\"sha256\":\"5")]
    [InlineData("\"outcome\":\"pass\"", "\"outcome\":\"fail\"")]
    [InlineData("\"after\":\"admin\"", "\"after\":\"view\"")]
    [InlineData("\"risk\":\"access-revoked\"", "\"risk\":\"none\"")]
    [InlineData("\"reason\":\"contributorAdded\"", "\"reason\":\"ownLabels\"")]
    [InlineData("\"line\":51", "\"line\":52")]
    [InlineData("\"unchanged\":12", "\"unchanged\":13")]
    public void Nothing_is_edited_without_breaking_the_seal(string from, string to)
    {
        Assert.Contains(from, Saved, StringComparison.Ordinal);
        Assert.Throws<PlanRefusedException>(() => PlanDocumentReader.Read("p.json", Saved.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_without_a_seal_is_refused()
    {
        var root = JsonNode.Parse(Saved)!.AsObject();
        root.Remove("seal");
        Assert.Throws<PlanRefusedException>(() => PlanDocumentReader.Read("p.json", root.ToJsonString()));
    }

    [Fact]
    public void Notices_of_a_tenant_and_of_the_set_are_read_again()
    {
        PlanNotice[] notices = [new("team-a", "namespaceStays", "It stays."), new(null, "recordLost", "It is lost.")];
        var saved = HandMade.Document(HandMade.Plan() with { Notices = [.. notices] });

        Assert.Equal(notices, PlanDocumentReader.Read("p.json", saved.ToJson()).Notices);
    }

    [Fact]
    public void What_it_was_allowed_is_under_the_checksum()
    {
        PlanDocument Allowed(int deletes)
        {
            var options = PlanOptions.Default with { Allowances = PlanOptions.Default.Allowances.Add("deletes", deletes) };
            return PlanDocument.Of(PlanCases.All["drift"], HandMade.Source with { Options = options }, HandMade.Now);
        }

        Assert.Equal(Allowed(12).Checksum, Allowed(12).Checksum);
        Assert.Equal(3, new[] { Allowed(12).Checksum, Allowed(13).Checksum, HandMade.Document(PlanCases.All["drift"]).Checksum }.Distinct().Count());
        var edited = Sealed(Allowed(12).ToJson().Replace("\"deletes\":12", "\"deletes\":120", StringComparison.Ordinal));
        Assert.Throws<PlanRefusedException>(() => PlanDocumentReader.Read("p.json", edited));
    }

    [Fact]
    public void The_commit_of_the_pipeline_is_kept_and_does_not_change_the_plan()
    {
        var plan = PlanDocument.Of(PlanCases.All["every-kind-of-change"], HandMade.Source with { Commit = "4e1b2a9" }, HandMade.Now);
        var saved = PlanDocumentReader.Read("p.json", plan.ToJson());
        Assert.Equal("4e1b2a9", saved.Config.Git?.Commit);
        Assert.Equal(PlanDocumentReader.Read("p.json", Saved).Checksum, saved.Checksum);
    }

    [Fact]
    public void The_options_that_it_was_made_with_are_kept()
    {
        Assert.Null(PlanDocumentReader.Read("p.json", Saved).Options);
        var options = PlanOptions.Default with { Adopt = true, Allowances = PlanOptions.Default.Allowances.Add("deletes", 12) };
        var json = PlanDocument.Of(PlanCases.All["drift"], HandMade.Source with { Options = options }, HandMade.Now).ToJson();
        Assert.Contains("\"options\":{\"adopt\":true,\"allow\":{\"deletes\":12}}", json, StringComparison.Ordinal);
        Assert.Equal(12, PlanDocumentReader.Read("p.json", json).Options?.Allow?["deletes"]);
    }

    // A writer of the file can seal whatever it says.
    [Fact]
    public void What_follows_from_the_changes_is_not_believed()
    {
        var root = JsonNode.Parse(Saved)!.AsObject();
        root["summary"]!["delete"] = 0;
        root["drift"] = new JsonArray();
        root["applyable"] = true;
        root["access"] = new JsonArray();
        root["guards"]![0]!["outcome"] = "overridden";
        foreach (var change in root["changes"]!.AsArray())
        {
            change!["risk"] = "none";
            change["tenant"] = null;
        }

        var honest = PlanDocumentReader.Read("p.json", Saved);
        var read = PlanDocumentReader.Read("p.json", Sealed(root.ToJsonString()));
        Assert.Equal(honest.ToJson(), read.ToJson());
        Assert.Null(read.Applyable);
        Assert.Empty(read.Guards);
        Assert.Contains(read.Access, a => a is { Tenant: "team-a", Before: "view", After: "edit" });
        Assert.Equal("access-admin-granted", read.Changes.Single(c => c.Id == "rolebinding/team-b/user-ana-example-com-clusterrole-admin").Risk);
    }

    [Theory]
    [InlineData("RoleBinding", "rolebinding")]
    [InlineData("RoleBinding", "ROLEBINDING")]
    public void A_kind_in_another_spelling_hides_nothing(string kind, string spelled)
    {
        var lying = Sealed(Saved.Replace($"\"kind\":\"{kind}\"", $"\"kind\":\"{spelled}\"", StringComparison.Ordinal));
        var read = PlanDocumentReader.Read("p.json", lying);
        Assert.Equal("access-admin-granted", read.Changes.Single(c => c.Id == "rolebinding/team-b/user-ana-example-com-clusterrole-admin").Risk);
    }

    [Theory]
    [InlineData("rolebinding/team-a/x", true)]
    [InlineData("rolebinding/team-a/x#remove", true)]
    [InlineData("rolebinding.rbac.authorization.k8s.io/team-a/x", true)]
    [InlineData("rolebinding.example.com/team-a/x", false)]
    [InlineData("rolebinding/team-a/xy", false)]
    [InlineData("rolebinding/team-b/x", false)]
    public void An_id_is_that_of_its_object(string id, bool isIts) =>
        Assert.Equal(isIts, ObjectDocument.Of(HandMade.Binding("team-a", "x")).HasId(id));

    [Fact]
    public void A_key_said_twice_is_not_a_plan() => Assert.StartsWith(
        "p.json: not a plan that kftenants plan --out wrote",
        Assert.Throws<KfTenantsException>(() => PlanDocumentReader.Read("p.json", Saved.Replace("\"set\":", "\"set\":\"staging\",\"set\":", StringComparison.Ordinal))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_value_of_null_is_not_an_absent_one()
    {
        var field = HandMade.Field("/spec/a", "null", "{\"b\":[1,\"x\"]}");
        var json = HandMade.Document(HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.ProfileChanged, Risk.None, 7, field)).ToJson();
        var read = PlanDocumentReader.Read("p.json", json).Changes[0].Fields[0];
        Assert.Equal(("null", "{\"b\":[1,\"x\"]}", "replace"), (read.Old, read.New, read.Op));
    }

    [Fact]
    public void A_change_said_twice_is_refused()
    {
        var root = JsonNode.Parse(Saved)!.AsObject();
        root["changes"]!.AsArray().Add(root["changes"]![0]!.DeepClone());
        Assert.Throws<PlanRefusedException>(() => PlanDocumentReader.Read("p.json", root.ToJsonString()));
    }

    [Fact]
    public void Another_version_is_refused()
    {
        var refused = Assert.Throws<PlanRefusedException>(() => PlanDocumentReader.Read("p.json", Saved.Replace("plan/v1", "plan/v2", StringComparison.Ordinal)));
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

        var read = PlanDocumentReader.Read("p.json", JsonNode.Parse(Sealed(root.ToJsonString()))!.ToJsonString(new() { WriteIndented = true }));
        Assert.Equal("reasonOfTomorrow", ChangeReason.PhraseOf(read.Changes[0].Reason));
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
        var failed = Assert.Throws<KfTenantsException>(() => PlanDocumentReader.Read("p.json", text));
        Assert.StartsWith("p.json: not a plan that kftenants plan --out wrote", failed.Message, StringComparison.Ordinal);
    }

    private static string Sealed(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        root["seal"] = PlanSeal.Of(root);
        return root.ToJsonString();
    }

    [Fact]
    public void Every_truncation_is_told_as_such()
    {
        for (var length = 0; length < Saved.TrimEnd().Length; length += 17)
        {
            Assert.ThrowsAny<KfTenantsException>(() => PlanDocumentReader.Read("p.json", Saved[..length]));
        }
    }
}
