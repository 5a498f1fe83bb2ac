using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Sandbox;

namespace KfTenants.Kubernetes.Applying.Dex;

/// <summary>How new pods of Dex fail.</summary>
public enum RolloutFailure
{
    CrashLoop,
    Deadline,
    NoPods,

    /// <summary>Nothing says so.</summary>
    Silence,
}

/// <summary>The program was killed.</summary>
internal sealed class KilledException : Exception;

/// <summary>
/// A directory cluster in which Dex runs: pods start with what the ConfigMap and the Secret hold at that moment, old ones serve until
/// new ones are ready, and pods with a configuration that Dex refuses never are. It can be stopped dead after any write.
/// </summary>
internal sealed class DexCluster : ICluster
{
    public static readonly ObjectKey ConfigMap = new(ObjectKind.ConfigMap, "auth", "dex");
    public static readonly ObjectKey Deployment = new(ObjectKind.Deployment, "auth", "dex");
    public static readonly ObjectKey Secret = new(ObjectKind.Secret, "auth", "dex-passwords");

    private const string Annotation = "kftenants.io/logins-production";

    private readonly DirectoryCluster _inner;
    private DexProcess _serving;
    private string? _servingAnnotation;
    private bool _isFailing;

    private DexCluster(DirectoryCluster inner, DexProcess serving) => (_inner, _serving) = (inner, serving);

    /// <summary>Texts that Dex refuses to start with.</summary>
    public Func<string, bool> IsBad { get; set; } = _ => false;

    public RolloutFailure Failure { get; set; }

    /// <summary>The program is killed when this many more writes have landed; null: never.</summary>
    public int? WritesLeft { get; set; }

    public Func<string, Task> OnWritten { get; set; } = _ => Task.CompletedTask;

    public bool PodsAreForbidden { get; init; }

    public string? Log { get; init; }

    public bool IsGone { get; set; }

    public List<string> Writes { get; } = [];

    public string Address => "https://cluster.example";

    public bool IsDirectory => true;

    public static async Task<DexCluster> StartAsync(string directory, string text, string? log = null, bool podsAreForbidden = false)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "cluster.json"), new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray(
                JsonNode.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-system","uid":"7c5fd1b2-95d7-4f0c-9a45-3a1d8d3b8f01"}}"""),
                JsonNode.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"auth"}}"""),
                JsonNode.Parse("""
                    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"dex","namespace":"auth","generation":1},
                     "spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"dex","envFrom":[{"secretRef":{"name":"dex-passwords"}}]}]}}},
                     "status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1}}
                    """),
                new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "ConfigMap",
                    ["metadata"] = new JsonObject { ["name"] = "dex", ["namespace"] = "auth" },
                    ["data"] = new JsonObject { ["config.yaml"] = text },
                },
                JsonNode.Parse("""
                    {"apiVersion":"v1","kind":"Secret","metadata":{"name":"dex-passwords","namespace":"auth"},
                     "data":{"DEX_USER_PASSWORD":"JDJ5JDEyJDRLL1ZrbURkMXExT3JiM3hBdDgyenU4Z2s3QWQ2UmVGUjRMQ1A5VWVZRTkwTkxpTjlEZjcy"}}
                    """)),
        }.ToJsonString());
        var inner = await DirectoryCluster.OpenAsync(directory, TimeProvider.System, CancellationToken.None);
        return new DexCluster(inner, await DexProcess.StartAsync(inner) ?? throw new InvalidOperationException("Dex does not start"))
        {
            Log = log,
            PodsAreForbidden = podsAreForbidden,
        };
    }

    public async Task<string> TextAsync() => (await _inner.GetAsync(ConfigMap, CancellationToken.None))!.Text("data", "config.yaml")!;

    public async Task<KubeObject> ConfigMapAsync() => (await _inner.GetAsync(ConfigMap, CancellationToken.None))!;

    /// <summary>A person with kubectl.</summary>
    public async Task EditAsync(string text)
    {
        var live = await ConfigMapAsync();
        Assert.IsType<WriteAnswer.Written>(await _inner.MergePatchAsync(
            ConfigMap, new JsonObject { ["data"] = new JsonObject { ["config.yaml"] = text } }, Precondition.Of(live), CancellationToken.None));
    }

    /// <summary>Can this person sign in now, and could they if the pods were started anew at this moment?</summary>
    public async Task<(bool Now, bool AfterRestart)> CanSignInAsync(string email)
    {
        await LookAsync();
        var hasObject = (await _inner.ListAsync(ObjectKind.Password, "auth", CancellationToken.None)).Any(p => p.Text("email") == email && PasswordObject.HashOf(p) is not null);
        var next = await DexProcess.StartAsync(_inner);
        return (_serving.Knows(email) ?? hasObject, IsBad(await TextAsync()) || (next is not null && (next.Knows(email) ?? hasObject)));
    }

    public async Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken)
    {
        if (kind != ObjectKind.Pod)
        {
            return await _inner.ListAsync(kind, inNamespace, cancellationToken);
        }

        await LookAsync();
        if (PodsAreForbidden)
        {
            throw new KfTenantsException("Pod list: 403 Forbidden");
        }

        return _isFailing && Failure == RolloutFailure.CrashLoop
            ? [KubeObject.From(ObjectKind.Pod, JsonNode.Parse($$$$"""
                {"metadata":{"name":"dex-new","namespace":"auth","annotations":{"{{{{Annotation}}}}":"{{{{await AnnotationAsync()}}}}"}},
                 "status":{"containerStatuses":[{"name":"dex","ready":false,"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
                """)!)]
            : [];
    }

    public async Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var live = await _inner.GetAsync(key, cancellationToken);
        if (key != Deployment || live is null)
        {
            return live;
        }

        if (IsGone)
        {
            return null;
        }

        await LookAsync();
        if (!_isFailing)
        {
            return live;
        }

        var body = live.ToNode();
        body["status"] = JsonNode.Parse(
            $$"""{"observedGeneration":{{live.At("metadata", "generation")!.Value.GetRawText()}},"replicas":2,"updatedReplicas":1,"availableReplicas":1,"conditions":[]}""");
        var now = DateTime.UtcNow.ToString("o", CultureInfo.InvariantCulture);
        if (Failure == RolloutFailure.Deadline)
        {
            body["status"]!["conditions"] = JsonNode.Parse($$"""
                [{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","lastUpdateTime":"{{now}}",
                  "message":"ReplicaSet \"dex-1\" has timed out progressing."}]
                """);
        }
        else if (Failure == RolloutFailure.NoPods)
        {
            body["status"]!["conditions"] = JsonNode.Parse(
                $$"""[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","lastUpdateTime":"{{now}}","message":"pods \"dex-1\" is forbidden: exceeded quota"}]""");
        }

        return KubeObject.From(ObjectKind.Deployment, body);
    }

    public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) => Task.FromResult(previous ? Log : null);

    public async Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken)
    {
        var answer = await _inner.ApplyAsync(intent, live, force, cancellationToken);
        if (intent.Key == Deployment && answer is WriteAnswer.Written)
        {
            _isFailing = true;
        }

        return await LandedAsync($"apply {intent.Key}", answer);
    }

    public async Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) =>
        await LandedAsync($"patch {key}", await _inner.MergePatchAsync(key, patch, live, cancellationToken));

    public async Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) =>
        await LandedAsync($"delete {key}", await _inner.DeleteAsync(key, live, cancellationToken));

    private async Task<WriteAnswer> LandedAsync(string write, WriteAnswer answer)
    {
        if (answer is WriteAnswer.Written)
        {
            Writes.Add(write);
            await OnWritten(write);
            WritesLeft--;
        }

        return WritesLeft <= 0 ? throw new KilledException() : answer;
    }

    // The Deployment controller and the kubelet: the old ReplicaSet's pods go on as they were, new ones try to start, again and again.
    private async Task LookAsync()
    {
        var annotation = await AnnotationAsync();
        if (annotation == _servingAnnotation)
        {
            _isFailing = false;
        }
        else if (!IsBad(await TextAsync()) && await DexProcess.StartAsync(_inner) is { } started)
        {
            (_serving, _servingAnnotation, _isFailing) = (started, annotation, false);
        }
        else
        {
            _isFailing = true;
        }
    }

    private async Task<string?> AnnotationAsync() =>
        (await _inner.GetAsync(Deployment, CancellationToken.None))!.Text("spec", "template", "metadata", "annotations", Annotation);

    /// <summary>What pods of Dex have read at their start.</summary>
    private sealed class DexProcess(ImmutableDictionary<string, bool> entries)
    {
        /// <summary>Null: no entry of the text is this person's.</summary>
        public bool? Knows(string email) => entries.TryGetValue(email, out var knows) ? knows : null;

        /// <summary>Null when Dex would not start: an entry without a hash locks every user out.</summary>
        public static async Task<DexProcess?> StartAsync(DirectoryCluster cluster)
        {
            var text = (await cluster.GetAsync(ConfigMap, CancellationToken.None))!.Text("data", "config.yaml")!;
            var secret = await cluster.GetAsync(Secret, CancellationToken.None);
            var entries = ImmutableDictionary.CreateBuilder<string, bool>(StringComparer.OrdinalIgnoreCase);
            foreach (var user in DexConfig.Parse(text).Users)
            {
                var hash = user.Hash ?? (secret?.Text("data", user.HashFromEnv ?? "") is { } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : null);
                if (hash?.StartsWith("$2", StringComparison.Ordinal) != true)
                {
                    return null;
                }

                entries[user.Email] = true;
            }

            return new DexProcess(entries.ToImmutable());
        }
    }
}
