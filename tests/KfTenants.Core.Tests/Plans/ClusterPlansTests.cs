using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>The plans of several clusters in one file: all of them as they were reviewed, or none.</summary>
public sealed class ClusterPlansTests
{
    private static readonly PlanDocument[] Plans = [Plan("eu", "1"), Plan("us", "2")];

    [Fact]
    public void Plans_come_back_as_they_were_saved()
    {
        var read = ClusterPlans.Read("plans.json", Text(Plans, "ap"));
        Assert.Equal(Plans.Select(p => (p.Cluster, p.Checksum)), read.Plans.Select(p => (p.Cluster, p.Checksum)));
        Assert.All(read.Plans, p => Assert.True(p.IsSaved));
        Assert.Equal("ap", Assert.Single(read.Without));
        Assert.Equal(ClusterPlans.ChecksumOf(Plans), read.Checksum);
    }

    [Fact]
    public void The_sum_is_over_clusters_and_plans_in_whatever_order()
    {
        Assert.Equal(ClusterPlans.ChecksumOf(Plans), ClusterPlans.ChecksumOf(Plans.Reverse()));
        Assert.NotEqual(ClusterPlans.ChecksumOf(Plans), ClusterPlans.ChecksumOf(Plans[..1]));
        Assert.NotEqual(ClusterPlans.ChecksumOf(Plans), ClusterPlans.ChecksumOf([Plan("us", "1"), Plan("eu", "2")]));
    }

    [Theory]
    [InlineData("\"summary\":\"s\"", "\"summary\":\"t\"")]
    [InlineData("\"name\":\"ap\"", "\"name\":\"bp\"")]
    [InlineData("https://1", "https://3")]
    [InlineData("\"seal\"", "\"zeal\"")]
    public void What_was_edited_is_refused(string from, string to)
    {
        var text = Text(Plans, "ap");
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.Throws<PlanRefusedException>(() => ClusterPlans.Read("plans.json", text.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_plan_under_the_name_of_another_cluster_is_refused_also_with_a_fresh_seal()
    {
        var json = JsonNode.Parse(Text(Plans, "ap"))!.AsObject();
        json["clusters"]![1]!["name"] = "us2";
        json[PlanSeal.Key] = PlanSeal.Of(json);
        Assert.Throws<PlanRefusedException>(() => ClusterPlans.Read("plans.json", CanonicalJson.Of(json)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"clusters":[{"name":"a"}]}""")]
    [InlineData("""{"clusters":[{"name":1,"answer":{}}]}""")]
    [InlineData("""{"clusters":[]}""")]
    public void What_holds_no_plans_is_no_plan(string text) => Assert.Throws<KfTenantsException>(() => ClusterPlans.Read("plans.json", text));

    [Theory]
    [InlineData("""{"apiVersion":"kftenants.io/clusters/v1"}""", true)]
    [InlineData("""{"apiVersion":"kftenants.io/plan/v1"}""", false)]
    [InlineData("[]", false)]
    [InlineData("x", false)]
    public void It_is_known_by_its_version(string text, bool isOne) => Assert.Equal(isOne, ClusterPlans.IsOne(text));

    [Fact]
    public void A_plan_is_for_the_cluster_that_it_names()
    {
        var saved = PlanDocumentReader.Read("plan.json", Plans[0].ToJson());
        Assert.Null(new Approval.Saved(saved, null).Judge(Plans[0], saved.CreatedAt).Problem);
        Assert.IsType<ApprovalProblem.OtherCluster>(new Approval.Saved(saved, null).Judge(Named("us"), saved.CreatedAt).Problem);
        Assert.IsType<ApprovalProblem.OtherCluster>(new Approval.Saved(saved, null).Judge(Plan("eu", "3"), saved.CreatedAt).Problem);

        static PlanDocument Named(string name) => Plans[0] with { Cluster = Plans[0].Cluster with { Name = name } };
    }

    private static string Text(IEnumerable<PlanDocument> plans, string without)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = ClusterPlans.Version,
            ["summary"] = "s",
            ["checksum"] = ClusterPlans.ChecksumOf(plans),
            ["clusters"] = new JsonArray([
                Part(without, new JsonObject { ["apiVersion"] = "kftenants.io/problems/v1" }), .. plans.Select(p => Part(p.Cluster.Name!, JsonNode.Parse(p.ToJson())!))]),
        };
        json[PlanSeal.Key] = PlanSeal.Of(json);
        return CanonicalJson.Of(json);
    }

    private static JsonObject Part(string name, JsonNode answer) => new() { ["name"] = name, ["answer"] = answer };

    private static PlanDocument Plan(string cluster, string uid)
    {
        var plan = new PlanDocument
        {
            Tool = "test",
            CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Set = "s",
            Fidelity = PlanFidelity.Live,
            Config = new ConfigDocument("", ["tenants.yaml"]),
            Cluster = new ClusterDocument(uid, $"https://{uid}") { Name = cluster },
            Scope = new ScopeDocument(null),
            Guards = [],
            Summary = SummaryDocument.Of([], 0),
            Access = [],
            Changes = [],
            Unmanaged = [],
            MissingTenants = [],
            Checksum = "",
        };
        return plan with { Checksum = PlanChecksum.Of(plan) };
    }
}
