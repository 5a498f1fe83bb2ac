using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Testing;

namespace KfTenants.Sandbox;

public sealed class ExampleClusterTests
{
    private static readonly string Folder = Path.Combine(TestPaths.Repository(typeof(ExampleClusterTests)), "examples", "cluster");

    [Fact]
    public async Task Every_document_survives_being_written_anew()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.yaml"))
        {
            var documents = ManifestYaml.Read(file, await File.ReadAllTextAsync(file));
            Assert.NotEmpty(documents);
            foreach (var document in documents)
            {
                var content = Assert.IsType<JsonObject>(document.Content);
                Assert.True(JsonNode.DeepEquals(content, Assert.Single(ManifestYaml.Read(file, ManifestYaml.Write(content))).Content), $"{file}:{document.Line}");
            }
        }
    }

    [Fact]
    public async Task Its_tenants_are_what_an_apply_and_the_controller_left()
    {
        var cluster = await DirectoryCluster.OpenAsync(Folder, TimeProvider.System, CancellationToken.None);
        var profiles = await cluster.ListAsync(ObjectKind.Profile, null, CancellationToken.None);

        Assert.Equal(["team-audio", "team-vision"], profiles.Select(p => p.Key.Name));
        Assert.All(profiles, p => Assert.True(p.Managers.IncludeUs));
        Assert.All(profiles, p => Assert.False(ProfileController.IsUnfinished(p)));
        Assert.Equal("kubectl-edit", Assert.Single(profiles[0].Managers.OthersOf("/spec/resourceQuotaSpec/hard/memory")).Manager);
        var unmanaged = (await cluster.ListAsync(ObjectKind.RoleBinding, "team-vision", CancellationToken.None))
            .Where(b => b.Annotation("user") is not null && b.Label(Ownership.ManagedByLabel) is null && b.Key.Name != "namespaceAdmin");
        Assert.Equal(["user-dee-example-com-clusterrole-edit"], unmanaged.Select(b => b.Key.Name));
        Assert.NotNull((await cluster.GetAsync(new ObjectKey(ObjectKind.Namespace, null, "kube-system"), CancellationToken.None))?.Uid);
    }

    [Fact]
    public async Task Reconciling_its_profiles_again_changes_only_what_was_asked_for()
    {
        using var directory = await TemporaryCluster.With();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.yaml"))
        {
            await directory.Put(Path.GetFileName(file), await File.ReadAllTextAsync(file));
        }

        await directory.Reopen();
        var before = await DirectoryClusterTests.All(directory);
        var profile = await directory.Get(ObjectKind.Profile, null, "team-vision");
        var patch = JsonNode.Parse("""{"spec":{"resourceQuotaSpec":{"hard":{"cpu":"9"}}}}""")!.AsObject();
        Assert.IsType<WriteAnswer.Written>(await directory.Cluster.MergePatchAsync(profile.Key, patch, TemporaryCluster.LiveOf(profile), CancellationToken.None));

        var after = (await DirectoryClusterTests.All(directory)).ToDictionary(o => o.Key);
        Assert.Equal(["Profile/team-vision", "ResourceQuota/team-vision/kf-resource-quota"], before.Where(o => !o.SameAs(after[o.Key])).Select(o => o.ToString()));
        foreach (var file in Directory.EnumerateFiles(Folder, "*.yaml").Where(f => !f.EndsWith("team-vision.yaml", StringComparison.Ordinal)))
        {
            Assert.Equal(await File.ReadAllTextAsync(file), await directory.Text(Path.GetFileName(file)));
        }
    }
}
