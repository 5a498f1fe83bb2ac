using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Sandbox;

namespace KfTenants.Testing;

/// <summary>A directory of manifests for one test, and the cluster in it.</summary>
public sealed class TemporaryCluster : IDisposable
{
    public const string Namespaces = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: kube-system, uid: 0c6c4fa1-6f0e-4d0b-9a53-6a1e3b0a1f10}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: team-a}
        """;

    private TemporaryCluster(string path) => Path = path;

    public string Path { get; }

    public Clock Time { get; } = new();

    public DirectoryCluster Cluster { get; private set; } = null!;

    public static async Task<TemporaryCluster> With(params (string File, string Text)[] files)
    {
        var directory = new TemporaryCluster(Directory.CreateTempSubdirectory("kftenants-").FullName);
        foreach (var (file, text) in files)
        {
            await directory.Put(file, text);
        }

        await directory.Reopen();
        return directory;
    }

    public async Task Put(string file, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    public Task<string> Text(string file) => File.ReadAllTextAsync(System.IO.Path.Combine(Path, file));

    public async Task Reopen() => Cluster = await DirectoryCluster.OpenAsync(Path, Time, CancellationToken.None);

    public async Task<KubeObject> Get(ObjectKind kind, string? inNamespace, string name) =>
        await Find(kind, inNamespace, name) ?? throw new InvalidOperationException($"{kind} {inNamespace}/{name} does not exist");

    public Task<KubeObject?> Find(ObjectKind kind, string? inNamespace, string name) =>
        Cluster.GetAsync(new ObjectKey(kind, inNamespace, name), CancellationToken.None);

    public Task<WriteAnswer> Apply(ObjectKind kind, string json, Precondition? live = null, bool force = false) =>
        Cluster.ApplyAsync(Of(kind, json), live, force, CancellationToken.None);

    public async Task<KubeObject> Applied(ObjectKind kind, string json, Precondition? live = null, bool force = false) =>
        await Apply(kind, json, live, force) is WriteAnswer.Written { Object: { } applied } ? applied : throw new InvalidOperationException("the apply was not stored");

    public static KubeObject Of(ObjectKind kind, string json)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        body["apiVersion"] = kind.ApiVersion;
        body["kind"] = kind.Kind;
        return KubeObject.From(kind, body);
    }

    public static Precondition LiveOf(KubeObject live) => new(live.Uid!, live.ResourceVersion!);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
