using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>One request as the API server saw it.</summary>
/// <param name="Verb">The API server's word: get, list, create, update, patch, delete …</param>
public sealed record AuditEntry(string User, string Agent, string Verb, string Uri, string? Resource, string? Name, int Status)
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    public string? Namespace { get; init; }

    public string? Subresource { get; init; }

    /// <summary>Reads, and the reviews of oneself that any authenticated user may ask for and that store nothing.</summary>
    public bool IsHarmless => Verb is "get" or "list" ||
        (Verb == "create" && Resource is "selfsubjectaccessreviews" or "selfsubjectrulesreviews" or "selfsubjectreviews");

    /// <summary>A write to what is managed: neither harmless, nor the lock, the run history or an event of the run.</summary>
    public bool IsWork => !IsHarmless && Resource is not ("leases" or "events") && !Uri.Contains("/namespaces/kftenants-system/", StringComparison.Ordinal);

    public override string ToString() => $"{User} {Verb} {Uri} -> {Status}";
}

/// <summary>The API server's audit log: the recorder that a client cannot talk its way around.</summary>
public sealed class AuditLog(string path, IKubernetes api)
{
    /// <summary>Everything below system users, at the level that keeps verb, user and address but no bodies.</summary>
    public const string Policy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: None
          users: [profile-controller, dex-pods]
        - level: None
          userGroups: ["system:nodes", "system:serviceaccounts"]
        - level: None
          users: ["system:apiserver", "system:anonymous", controller-manager]
        - level: Metadata
        """;

    /// <summary>A place in the log; <see cref="SinceAsync"/> reads on from there.</summary>
    public async Task<long> MarkAsync()
    {
        await FlushAsync();
        return new FileInfo(path).Length;
    }

    /// <summary>What this user has asked since then.</summary>
    public async Task<IReadOnlyList<AuditEntry>> SinceAsync(long mark, string user)
    {
        await FlushAsync();
        return [.. Read(mark).Where(e => e.User == user)];
    }

    // An entry is written after its answer was sent. One of ours that comes later and is there says that the others are, too.
    private async Task FlushAsync()
    {
        var marker = Guid.NewGuid().ToString();
        var from = File.Exists(path) ? new FileInfo(path).Length : 0;
        var watch = Stopwatch.StartNew();
        do
        {
            await Task.Delay(50);
            await api.CoreV1.ListNamespaceAsync(labelSelector: "marker=" + marker);
        }
        while (!Read(from).Any(e => e.Uri.EndsWith(marker, StringComparison.Ordinal)) && watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    // Whole lines only: the server may be in the middle of one, here and where the mark was set.
    private List<AuditEntry> Read(long from)
    {
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(Math.Max(0, from - 1), SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n');
        var entries = new List<AuditEntry>();
        foreach (var line in lines[..^1].Skip(from > 0 ? 1 : 0))
        {
            var entry = JsonNode.Parse(line)!;
            entries.Add(new AuditEntry(
                (string?)entry["user"]?["username"] ?? "",
                (string?)entry["userAgent"] ?? "",
                (string)entry["verb"]!,
                (string)entry["requestURI"]!,
                (string?)entry["objectRef"]?["resource"],
                (string?)entry["objectRef"]?["name"],
                (int?)entry["responseStatus"]?["code"] ?? 0)
            {
                Group = (string?)entry["objectRef"]?["apiGroup"] ?? "",
                Namespace = (string?)entry["objectRef"]?["namespace"],
                Subresource = (string?)entry["objectRef"]?["subresource"],
            });
        }

        return entries;
    }
}
