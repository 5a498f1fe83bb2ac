using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Snapshots;
using KfTenants.Tenants;

namespace KfTenants.Sandbox;

/// <summary>
/// A cluster as the files of a snapshot: one for each namespace, with its Profile, and one for what is of the whole cluster. Equal states give equal files. The
/// objects stand in a list of a kind of our own, which no API server knows: <c>kubectl apply</c> of a snapshot would put marks in the place of all logins.
/// </summary>
public static class SnapshotFiles
{
    public const string Folder = "namespaces";

    private const string ClusterFile = "cluster.yaml";
    private const string Head = "# Part of a snapshot (kftenants snapshot): for kftenants plan --cluster-dir, and for nothing else.\n";

    /// <summary>The file that says what the others are.</summary>
    public const string MarkFile = SnapshotMark.FileName;

    /// <summary>The <c>apiVersion</c> of that file.</summary>
    public const string Version = SnapshotMark.Version;

    /// <summary>The manifests, by path.</summary>
    /// <param name="dex">Where Dex is.</param>
    public static ImmutableSortedDictionary<string, string> Of(LiveState live, DexPlatform dex) => live.All
        .Select(o => (o.Key, Body: SnapshotObject.Of(o, dex))).Where(o => o.Body is not null)
        .GroupBy(o => PathOf(o.Key))
        .ToImmutableSortedDictionary(f => f.Key, f => Head + ManifestYaml.Write(List(f.Select(o => o.Body!))), StringComparer.Ordinal);

    /// <summary>What is said of them, to be written last: without it they are no snapshot.</summary>
    /// <param name="files">As <see cref="Of"/> gave them.</param>
    /// <param name="reads">What was asked, with null where it was answered, else why not.</param>
    public static JsonObject Mark(
        LiveState live, ImmutableSortedDictionary<string, string> files, ImmutableSortedDictionary<string, string?> reads, DateTimeOffset takenAt, string tool) =>
        new SnapshotMark(
            live.Cluster.Address,
            live.Cluster.Uid,
            takenAt,
            tool,
            reads,
            live.All.Where(o => o.Flaw is not null).ToImmutableSortedDictionary(
                o => o.Key.ToString(), o => new SnapshotFlaw(o.BodyFlaw, o.BodyFlaw is null ? o.Managers.Flaw : null), StringComparer.Ordinal),
            files.ToImmutableSortedDictionary(f => f.Key, f => SnapshotMark.SumOf(Encoding.UTF8.GetBytes(f.Value)), StringComparer.Ordinal)).ToJson();

    private static string PathOf(ObjectKey key) =>
        key.Kind.IsNamespaced ? PathOf(key.Namespace ?? "") : key.Kind == ObjectKind.Namespace || key.Kind == ObjectKind.Profile ? PathOf(key.Name) : ClusterFile;

    // A directory may simulate any name; a name that is not a file's own gets a sum, so that no two share one.
    private static string PathOf(string name)
    {
        var safe = string.Concat(name.Take(100).Select((c, i) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || (c is '-' && i > 0) ? c : '_'));
        return $"{Folder}/{(safe == name ? name : $"{safe}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16]}")}.yaml";
    }

    private static JsonObject List(IEnumerable<JsonObject> items) => new()
    {
        ["apiVersion"] = "kftenants.io/v1",
        ["kind"] = "SnapshotList",
        ["items"] = new JsonArray([.. items]),
    };
}
