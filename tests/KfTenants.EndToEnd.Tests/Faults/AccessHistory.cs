using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// Who had which access at every moment: a watch brings every single stored version of every binding, policy and Dex
/// configuration, and the store's revisions put those of all kinds into one order.
/// </summary>
public sealed partial class AccessHistory : IAsyncDisposable
{
    private static readonly string[] Paths =
    [
        "/apis/rbac.authorization.k8s.io/v1/rolebindings",
        "/apis/security.istio.io/v1beta1/authorizationpolicies",
        "/api/v1/namespaces/auth/configmaps",
    ];

    private static readonly string[] Roles = ["view", "edit", "admin"];

    private readonly IKubernetes _api;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Version> _versions = new();
    private readonly List<Task> _watches = [];
    private readonly List<string> _paths = [];

    private AccessHistory(IKubernetes api) => _api = api;

    public static async Task<AccessHistory> StartAsync(IKubernetes api)
    {
        var history = new AccessHistory(api);
        foreach (var path in Paths)
        {
            if (await api.FindAsync(path) is not { } list)
            {
                // A cluster without Istio.
                continue;
            }

            history._paths.Add(path);
            foreach (var item in list["items"]!.AsArray())
            {
                history.Add(path, item!, isDeleted: false);
            }

            history._watches.Add(Task.Run(() => history.WatchAsync(path, (string)list["metadata"]!["resourceVersion"]!)));
        }

        return history;
    }

    /// <summary>The store's present revision.</summary>
    public async Task<long> NowAsync() =>
        long.Parse((await _api.CoreV1.ListNamespaceAsync(limit: 1)).Metadata.ResourceVersion, CultureInfo.InvariantCulture);

    /// <summary>
    /// Asserts, for every revision since then: no person had in any tenant what they had neither before nor after; no person who kept
    /// access was without it, but for those whose binding is replaced; no login that stayed was ever missing.
    /// </summary>
    /// <param name="replaced">Who may be without access for a moment.</param>
    /// <returns>How many states were looked at.</returns>
    public async Task<int> CheckAsync(string token, long since, params string[] replaced)
    {
        await CatchUpAsync(token);
        var versions = Of(token).OrderBy(v => v.Revision).ToList();
        var state = versions.TakeWhile(v => v.Revision <= since).Aggregate(ImmutableDictionary<string, ImmutableHashSet<Grant>>.Empty, Next);
        var before = All(state);
        var after = All(versions.Aggregate(ImmutableDictionary<string, ImmutableHashSet<Grant>>.Empty, Next));
        var allowed = before.Union(after);
        var kept = before.Select(Right).Intersect(after.Select(Right)).Where(r => !replaced.Contains(r.Who)).ToHashSet();
        var count = 0;
        foreach (var version in versions.SkipWhile(v => v.Revision <= since))
        {
            state = Next(state, version);
            count++;
            var now = All(state);
            Assert.True(now.IsSubsetOf(allowed), $"{token} at {version.Revision} ({version.Object}): access that was not planned: {string.Join(", ", now.Except(allowed))}");
            var missing = kept.Except(now.Select(Right)).ToList();
            Assert.True(missing.Count == 0, $"{token} at {version.Revision} ({version.Object}): access lost for a moment: {string.Join(", ", missing)}");
            var stronger = from grant in now
                           let strongest = allowed.Where(a => Right(a) == Right(grant)).Max(a => Array.IndexOf(Roles, a.Role))
                           where Array.IndexOf(Roles, grant.Role) > strongest
                           select grant;
            Assert.Empty(stronger);
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_watches);
        _stop.Dispose();
    }

    private static (string Kind, string Where, string Who) Right(Grant grant) => (grant.Kind, grant.Where, grant.Who);

    private static ImmutableHashSet<Grant> All(ImmutableDictionary<string, ImmutableHashSet<Grant>> state) => [.. state.Values.SelectMany(g => g)];

    private static ImmutableDictionary<string, ImmutableHashSet<Grant>> Next(ImmutableDictionary<string, ImmutableHashSet<Grant>> state, Version version) =>
        version.Grants is null ? state.Remove(version.Object) : state.SetItem(version.Object, version.Grants);

    private IEnumerable<Version> Of(string token) => _versions.Where(v => v.Object.Contains(token, StringComparison.Ordinal));

    // A watch may be a moment late: wait until it has brought what a list shows.
    private Task CatchUpAsync(string token) => Eventually.TrueAsync($"the watches have brought all of {token}", async () =>
    {
        if (_watches.FirstOrDefault(w => w.IsCompleted) is { } ended)
        {
            await ended;
            Assert.Fail("a watch ended: the history has a gap");
        }

        var revisions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var path in _paths)
        {
            foreach (var item in await _api.ListAsync(path))
            {
                var version = VersionOf(path, item, isDeleted: false);
                if (version.Object.Contains(token, StringComparison.Ordinal))
                {
                    revisions[version.Object] = version.Revision;
                }
            }
        }

        var seen = Of(token).GroupBy(v => v.Object).Select(g => g.MaxBy(v => v.Revision)!).Where(v => v.Grants is not null)
            .ToDictionary(v => v.Object, v => v.Revision, StringComparer.Ordinal);
        return revisions.Count == seen.Count && revisions.All(pair => seen.GetValueOrDefault(pair.Key) == pair.Value);
    });

    private async Task WatchAsync(string path, string version)
    {
        try
        {
            await foreach (var (type, item) in _api.WatchAsync(path, version, _stop.Token, seconds: 7200))
            {
                Add(path, item, type == WatchEventType.Deleted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException && _stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private void Add(string path, JsonNode item, bool isDeleted) => _versions.Enqueue(VersionOf(path, item, isDeleted));

    private static Version VersionOf(string path, JsonNode item, bool isDeleted)
    {
        var metadata = item["metadata"]!;
        var space = (string)metadata["namespace"]!;
        var grants = isDeleted ? null : path == Paths[0] ? Bound(space, item) : path == Paths[1] ? Admitted(space, item) : Logins((string)metadata["name"]!, item);
        return new Version(
            long.Parse((string)metadata["resourceVersion"]!, CultureInfo.InvariantCulture),
            $"{path[(path.LastIndexOf('/') + 1)..]} {space}/{metadata["name"]}",
            grants is null ? null : [.. grants]);
    }

    private static IEnumerable<Grant> Bound(string space, JsonNode binding) =>
        (binding["subjects"] as JsonArray ?? [])
            .Where(s => (string?)s!["kind"] is "User" or "Group")
            .Select(s => new Grant("binding", space, (string)s!["name"]!, ((string)binding["roleRef"]!["name"]!).Replace("kubeflow-", "", StringComparison.Ordinal)));

    // A rule without a condition on the user admits every user. What the controller makes for the owner names no role.
    private static IEnumerable<Grant> Admitted(string space, JsonNode policy) =>
        from rule in policy["spec"]?["rules"] as JsonArray ?? []
        from person in rule!["when"] is JsonArray conditions ? conditions.SelectMany(c => c!["values"] as JsonArray ?? []).Select(v => (string)v!) : ["everybody"]
        select new Grant("policy", space, person, (string?)policy["metadata"]!["annotations"]?["role"] ?? "");

    private static IEnumerable<Grant> Logins(string name, JsonNode map) =>
        Email().Matches((string?)map["data"]?["config.yaml"] ?? "").Select(m => new Grant("login", name, m.Groups[1].Value, ""));

    [GeneratedRegex("email: *['\"]?([^'\"\\s]+)")]
    private static partial Regex Email();

    /// <param name="Grants">Null: the object is gone.</param>
    private sealed record Version(long Revision, string Object, ImmutableHashSet<Grant>? Grants);

    private sealed record Grant(string Kind, string Where, string Who, string Role);
}
