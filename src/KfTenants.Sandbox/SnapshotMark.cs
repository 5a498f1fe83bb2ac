using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>
/// The file that makes a directory a snapshot (schemas/snapshot.schema.json): of which cluster, when, what was asked and which files belong to it, each with its sum.
/// Without it the directory is a simulated cluster as any other, with marks for hashes.
/// </summary>
/// <param name="Reads">What was asked, with null where it was answered, else why not.</param>
/// <param name="Flaws">Objects that could not be read safely: what is wrong with their content, or with who owns their fields.</param>
/// <param name="Files">The manifests, each with its <c>sha256:hex</c>.</param>
internal sealed record SnapshotMark(
    string Server,
    string Uid,
    DateTimeOffset TakenAt,
    string Tool,
    ImmutableSortedDictionary<string, string?> Reads,
    ImmutableSortedDictionary<string, SnapshotFlaw> Flaws,
    ImmutableSortedDictionary<string, string> Files)
{
    public const string FileName = "kftenants-snapshot.json";
    public const string Version = "kftenants.io/snapshot/v1";

    private const string ChecksumKey = "checksum";

    private string? _written;

    /// <summary>Over all that it says but the sum itself.</summary>
    public string Checksum => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Of(Content()))));

    public static string SumOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    public JsonObject ToJson()
    {
        var json = Content();
        json[ChecksumKey] = Checksum;
        return json;
    }

    /// <exception cref="KfTenantsException">It is not whole, or of another version.</exception>
    public static SnapshotMark Parse(string name, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.TextMember("apiVersion") != Version)
            {
                throw new KfTenantsException($"{name}: is of another version of kftenants; take the snapshot anew");
            }

            return root.TextMember(ChecksumKey) is { } sum && Times.Parse(root.TextMember("takenAt")) is { } taken && root.Member("cluster") is { } cluster
                ? new SnapshotMark(
                    cluster.TextMember("server") ?? "",
                    cluster.TextMember("uid") ?? "",
                    taken,
                    root.TextMember("tool") ?? "",
                    root.Member("reads").Members().ToImmutableSortedDictionary(
                        p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : null, StringComparer.Ordinal),
                    root.Member("flaws").Members().ToImmutableSortedDictionary(
                        p => p.Name, p => new SnapshotFlaw(p.Value.TextMember("content"), p.Value.TextMember("managers")), StringComparer.Ordinal),
                    root.Member("files").Members().ToImmutableSortedDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal))
                {
                    _written = sum,
                }
                : throw new KfTenantsException($"{name}: the snapshot is not whole, because the run that took it did not end; take it again");
        }
        catch (JsonException problem)
        {
            throw new KfTenantsException($"{name}: cannot be read: {problem.Words()}; take the snapshot anew", problem);
        }
        catch (InvalidOperationException problem)
        {
            throw new KfTenantsException($"{name}: a value in it is of another type; take the snapshot anew", problem);
        }
    }

    /// <param name="found">The sums of the manifests that are there.</param>
    public ClusterSnapshot ToSnapshot(IReadOnlyDictionary<string, string> found) => new(Server, Uid, TakenAt, Tool, _written ?? Checksum,
    [
        .. Files.Keys.Union(found.Keys, StringComparer.Ordinal).Where(f => Files.GetValueOrDefault(f) != found.GetValueOrDefault(f))
            .Concat(_written is null || _written == Checksum ? [] : [FileName]).Order(StringComparer.Ordinal),
    ]);

    public KubeObject Flawed(KubeObject o) =>
        Flaws.GetValueOrDefault(o.Key.ToString()) is { } flaw ? new KubeObject(o.Key.Kind, new WholeJson(o.Body, flaw.Content, flaw.Managers)) : o;

    public bool HasAnswer(string question) => Reads.TryGetValue(question, out var problem) && problem is null;

    /// <exception cref="KfTenantsException">It was not asked, or not answered.</exception>
    public void Require(string address, string question)
    {
        if (!Reads.TryGetValue(question, out var problem))
        {
            throw new KfTenantsException($"{address}: {question} is not in this snapshot; take it again with -f and the tenants file that is planned");
        }

        if (problem is not null)
        {
            throw new KfTenantsException($"{address}: could not be read when this snapshot was taken: {problem}");
        }
    }

    private JsonObject Content() => new()
    {
        ["apiVersion"] = Version,
        ["cluster"] = new JsonObject { ["server"] = Server, ["uid"] = Uid },
        ["files"] = new JsonObject(Files.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
        ["flaws"] = new JsonObject(Flaws.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value.ToJson()))),
        ["reads"] = new JsonObject(Reads.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
        ["takenAt"] = Times.Seconds(TakenAt),
        ["tool"] = Tool,
    };
}

/// <summary>Why an object cannot be judged.</summary>
/// <param name="Content">Null when its content can be read.</param>
/// <param name="Managers">Null when it is known who owns which field.</param>
internal sealed record SnapshotFlaw(string? Content, string? Managers)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, text) in new[] { ("content", Content), ("managers", Managers) })
        {
            if (text is not null)
            {
                json[name] = text;
            }
        }

        return json;
    }
}
