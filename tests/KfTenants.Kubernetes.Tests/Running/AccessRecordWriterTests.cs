using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Sandbox;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Running;

public sealed class AccessRecordWriterTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kftenants-record-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // Large enough for several parts, which are made and filled by all of them at once.
    [Fact]
    public async Task Shards_that_write_at_once_lose_nothing_of_each_other()
    {
        const int Count = 6;
        var cluster = await OpenAsync();
        var whole = Enumerable.Range(0, 300).Aggregate(AccessRecord.None, (record, i) => record.With($"team-{i:000}", GrantsOf(i, 0)));
        await WriteAsync(cluster, whole);
        var next = Enumerable.Range(0, 360).Where(i => i % 7 > 0).Aggregate(AccessRecord.None, (record, i) => record.With($"team-{i:000}", GrantsOf(i, 1)));

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => Task.Run(() =>
            AccessRecordWriter.WriteAsync(cluster, Some.SetName, there => there.Taking(next, new Shard(i, Count).Includes), CancellationToken.None))));

        Assert.True((await ReadAsync(cluster)).SaysTheSameAs(next));
    }

    [Fact]
    public async Task What_says_the_same_is_not_written()
    {
        var cluster = await OpenAsync();
        var record = AccessRecord.None.With("team-a", GrantsOf(1, 0));
        Assert.Equal(1, await WriteAsync(cluster, record));
        var version = (await cluster.GetAsync(AccessRecordParts.KeyOf(Some.SetName, 0), CancellationToken.None))!.ResourceVersion;
        Assert.Equal(1, await WriteAsync(cluster, record));
        Assert.Equal(version, (await cluster.GetAsync(AccessRecordParts.KeyOf(Some.SetName, 0), CancellationToken.None))!.ResourceVersion);
    }

    // A part that was deleted by hand.
    [Fact]
    public async Task A_record_with_a_hole_is_made_whole()
    {
        var cluster = await OpenAsync();
        var record = Enumerable.Range(0, 600).Aggregate(AccessRecord.None, (all, i) => all.With($"team-{i:000}", GrantsOf(i, 0)));
        var parts = await WriteAsync(cluster, record);
        Assert.InRange(parts, 3, AccessRecordParts.MostParts);
        var second = (await cluster.GetAsync(AccessRecordParts.KeyOf(Some.SetName, 1), CancellationToken.None))!;
        await cluster.DeleteAsync(second.Key, Precondition.Of(second), CancellationToken.None);
        Assert.Equal(AccessRecordState.Lost, (await ReadAsync(cluster)).State);

        await WriteAsync(cluster, record);
        Assert.True((await ReadAsync(cluster)).SaysTheSameAs(record));
    }

    private async Task<DirectoryCluster> OpenAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "own.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: kftenants-system}\n");
        return await DirectoryCluster.OpenAsync(_directory, TimeProvider.System, CancellationToken.None);
    }

    private static Task<int> WriteAsync(DirectoryCluster cluster, AccessRecord record) => AccessRecordWriter.WriteAsync(cluster, Some.SetName, _ => record, CancellationToken.None);

    private static async Task<AccessRecord> ReadAsync(DirectoryCluster cluster)
    {
        var parts = await Task.WhenAll(AccessRecordParts.KeysOf(Some.SetName).Select(key => cluster.GetAsync(key, CancellationToken.None)));
        return AccessRecordParts.Read(Some.SetName, Live.State([.. parts.OfType<KubeObject>()]));
    }

    private static IEnumerable<GivenGrant> GrantsOf(int tenant, int version) => Enumerable.Range(0, 20 + (tenant % 20))
        .Select(p => new GivenGrant($"person-{p:000}@some-department.example.com", Role.Edit, $"binding-{tenant}-{p}-{version}-{new string('x', 80)}", null));
}
