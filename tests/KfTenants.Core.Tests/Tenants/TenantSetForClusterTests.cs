using KfTenants.Tenants.Reading;

namespace KfTenants.Tenants;

/// <summary>What of a document one cluster gets.</summary>
public sealed class TenantSetForClusterTests
{
    private const string Clusters = """
        clusters:
          - {name: us, context: us, labels: {region: us, gpu: "yes"}}
          - {name: eu, server: "https://eu.example.com", token: {env: KFT_EU_TOKEN}, labels: {region: eu}}
          - {name: ap, directory: ap, labels: {region: ap, gpu: "yes"}}

        """;

    private const string Tenants = """
        users:
          - {name: ana, email: ana@example.com, login: {dexEnv: ANA}}
          - {name: ben, email: ben@example.com, login: {passwordFrom: {env: KFT_BEN}}}
          - {name: cy, email: cy@example.com, login: {dexEnv: CY}}
          - {name: none, email: none@example.com, login: {dexEnv: NONE}}
        tenants:
          - {name: everywhere, owner: ana}
          - {name: by-name, owner: ben, clusters: [eu]}
          - {name: by-label, owner: ana, contributors: [{user: cy, role: view}], clusterSelector: {gpu: "yes"}}
          - {name: by-labels, owner: ana, clusterSelector: {gpu: "yes", region: us}}
          - {name: gone, state: absent, clusters: [us]}
          - {name: gone-everywhere, state: absent}

        """;

    private static readonly TenantSet Set = ReadSet.Valid(Clusters + Tenants);

    [Theory]
    [InlineData("us", "by-label by-labels everywhere", "gone gone-everywhere", "ana cy none")]
    [InlineData("eu", "by-name everywhere", "gone-everywhere", "ana ben none")]
    [InlineData("ap", "by-label everywhere", "gone-everywhere", "ana cy none")]
    [InlineData("other", "", "", "")]
    public void A_cluster_gets_its_tenants_and_their_people(string cluster, string tenants, string tombstones, string users)
    {
        var part = Set.For(cluster);
        Assert.Equal(cluster, part.Cluster);
        Assert.Equal(tenants, string.Join(' ', part.Tenants.Select(t => t.Name)));
        Assert.Equal(tombstones, string.Join(' ', part.Tombstones.Select(t => t.Name)));
        Assert.Equal(users, string.Join(' ', part.Users.Select(u => u.Handle)));
    }

    [Fact]
    public void A_document_without_clusters_is_the_same_for_each()
    {
        var set = ReadSet.Valid("tenants: [{name: team-a, owner: ana@example.com}]");
        Assert.Equal(set with { Cluster = "eu" }, set.For("eu"));
    }

    [Fact]
    public void What_is_a_secret_of_one_cluster_is_withheld_from_programs_of_another() =>
        Assert.All(["us", "eu", "ap"], cluster => Assert.Equal(["KFT_BEN", "KFT_EU_TOKEN"], Set.For(cluster).SecretVariables.Order(StringComparer.Ordinal)));

    [Fact]
    public void The_order_of_clusters_does_not_matter()
    {
        var lines = Clusters.TrimEnd('\n').Split('\n');
        var turned = ReadSet.Valid(string.Join('\n', [lines[0], .. lines[1..].Reverse()]) + "\n" + Tenants);
        Assert.All(["us", "eu", "ap"], cluster => Assert.Equal(
            TenantSetText.Of(Set.For(cluster), withPlaces: false), TenantSetText.Of(turned.For(cluster), withPlaces: false)));
    }

    [Fact]
    public void Defaults_say_where_tenants_are_that_say_nothing_and_a_tenants_own_key_replaces_both()
    {
        var set = ReadSet.Valid(Clusters + """
            defaults: {clusterSelector: {region: eu}}
            tenants:
              - {name: silent, owner: ana@example.com}
              - {name: named, owner: ana@example.com, clusters: [us]}
              - {name: chosen, owner: ana@example.com, clusterSelector: {}}
            """);
        Assert.Equal(["chosen", "silent"], set.For("eu").Tenants.Select(t => t.Name));
        Assert.Equal(["chosen", "named"], set.For("us").Tenants.Select(t => t.Name));
    }
}
