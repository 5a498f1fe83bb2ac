using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Applying;
using KfTenants.Resources;

namespace KfTenants.Sandbox;

/// <summary>
/// A directory of manifests that simulates a cluster: it answers writes as an API server does,
/// reacts to them as a Kubeflow cluster does, and keeps the result in the files. For trying, for tests, for
/// reviewers. One program at a time.
/// </summary>
public sealed partial class DirectoryCluster : ICluster
{
    private static readonly HashSet<string> Extensions = new([".yaml", ".yml", ".json"], StringComparer.OrdinalIgnoreCase);

    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, ManifestEntry> _objects = [];
    private readonly List<ManifestEntry> _unknown = [];
    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private long _revision = 1;
    private bool _isCaughtUp;

    private DirectoryCluster(string directory, string address, TimeProvider time)
    {
        _directory = directory;
        Address = address;
        _time = time;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public bool IsDirectory => true;

    /// <summary>Reads the manifests: every <c>.yaml</c>, <c>.yml</c> and <c>.json</c> file in it, at any depth, but none whose name begins with a dot.</summary>
    /// <exception cref="KfTenantsException">The directory or a file in it cannot be read, or two manifests are of one object.</exception>
    public static Task<DirectoryCluster> OpenAsync(string directory, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(directory, directory, time, cancellationToken);

    /// <inheritdoc cref="OpenAsync(string, TimeProvider, CancellationToken)"/>
    /// <param name="address">The directory as people named it.</param>
    public static async Task<DirectoryCluster> OpenAsync(string directory, string address, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            throw new KfTenantsException($"{address}: there is no such directory");
        }

        var cluster = new DirectoryCluster(directory, address, time);
        await cluster.ReadMarkAsync(cancellationToken);
        foreach (var path in FilesOf(directory))
        {
            var bytes = await ReadAsync(path, cancellationToken);
            if (!cluster.IsMark(path, bytes))
            {
                cluster.Load(ManifestFile.Parse(path, bytes));
            }
        }

        return cluster;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckRead(kind, inNamespace);
        lock (_lock)
        {
            return Task.FromResult(_objects.Where(o => o.Key.Kind == kind && (inNamespace is null || o.Key.Namespace == inNamespace))
                .OrderBy(o => o.Key).Select(o => o.Value.Object!).ToImmutableArray());
        }
    }

    /// <inheritdoc/>
    public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_objects.GetValueOrDefault(key)?.Object is { } found)
            {
                return Task.FromResult<KubeObject?>(found);
            }
        }

        CheckRead(key);
        return Task.FromResult<KubeObject?>(null);
    }

    /// <inheritdoc/>
    public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) =>
        WriteAsync(intent.Key, writes => Apply(writes, intent, live, force), cancellationToken);

    /// <inheritdoc/>
    public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) =>
        MergePatchAsync(key, patch, live, Ownership.FieldManager, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, string manager, CancellationToken cancellationToken) =>
        WriteAsync(key, writes => Patch(writes, key, patch, live, manager), cancellationToken);

    /// <inheritdoc/>
    public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) =>
        WriteAsync(key, writes => Delete(writes, key, live), cancellationToken);

    private static WriteAnswer Apply(PendingWrites writes, KubeObject intent, Precondition? live, bool force)
    {
        var key = intent.Key;
        var present = writes.Find(key);
        if (Unwritable(writes, key, present, live) is { } refusal)
        {
            return refusal;
        }

        var body = intent.ToNode();
        ApiDefaults.Fill(key.Kind, body);
        var result = ServerSideApply.Apply(key.Kind, present?.ToNode(), body, Ownership.FieldManager, force, writes.Now);
        if (result.Body is not { } merged)
        {
            return new WriteAnswer.Owned(result.Conflicts, ServerSideApply.Message(key, result.Conflicts));
        }

        if (present is null)
        {
            return new WriteAnswer.Written(writes.Create(key.Kind, merged));
        }

        return ApiDefaults.Refusal(present, merged) is { } why
            ? new WriteAnswer.Refused(why)
            : new WriteAnswer.Written(result.IsChanged ? writes.Update(present, merged) : present);
    }

    private static WriteAnswer Patch(PendingWrites writes, ObjectKey key, JsonObject patch, Precondition live, string manager)
    {
        if (writes.Find(key) is not { } present)
        {
            return new WriteAnswer.NotFound($"{key}: not found");
        }

        if (Unwritable(writes, key, present, live) is { } refusal)
        {
            return refusal;
        }

        var before = present.ToNode();
        var after = MergePatch.Apply(before.DeepClone(), patch)!.AsObject();
        foreach (var fixedField in new[] { "name", "namespace", "uid", "resourceVersion" })
        {
            // Preconditions and identity; a patch cannot change them. Who manages which field it can (apiserver fieldmanager.go, Update).
            after["metadata"]![fixedField] = before["metadata"]![fixedField]?.DeepClone();
            if (after["metadata"]![fixedField] is null)
            {
                after["metadata"]!.AsObject().Remove(fixedField);
            }
        }

        if (ApiDefaults.Refusal(present, after) is { } why)
        {
            return new WriteAnswer.Refused(why);
        }

        ApiDefaults.DropEmptyMaps(after);
        ManagedFields.RecordUpdate(before, after, manager, key.Kind.ApiVersion, writes.Now);
        return new WriteAnswer.Written(writes.Update(present, after));
    }

    private static WriteAnswer Delete(PendingWrites writes, ObjectKey key, Precondition live)
    {
        if (writes.Find(key) is not { } present)
        {
            return new WriteAnswer.NotFound($"{key}: not found");
        }

        if (Unwritable(writes, key, present, live) is WriteAnswer.Stale stale)
        {
            return stale;
        }

        if (present.At("metadata", "finalizers") is not { ValueKind: JsonValueKind.Array } finalizers || finalizers.GetArrayLength() == 0)
        {
            writes.Remove(present);
            return new WriteAnswer.Written(null);
        }

        var body = present.ToNode();
        body["metadata"]!["deletionTimestamp"] ??= Times.Seconds(writes.Now);
        body["metadata"]!["deletionGracePeriodSeconds"] ??= 0;
        return new WriteAnswer.Written(writes.Update(present, body));
    }

    /// <summary>What every write is refused for first; null when it may go on.</summary>
    private static WriteAnswer? Unwritable(PendingWrites writes, ObjectKey key, KubeObject? present, Precondition? live)
    {
        if (live is null ? present is not null : present is null)
        {
            return new WriteAnswer.Stale(live is null ? $"{key}: exists already" : $"{key}: does not exist any more");
        }

        if (live is not null && present is not null && (present.Uid != live.Uid || present.ResourceVersion != live.ResourceVersion))
        {
            return new WriteAnswer.Stale(present.Uid != live.Uid ? $"{key}: was deleted and created again" : $"{key}: has been modified");
        }

        if (key.Namespace is null)
        {
            return null;
        }

        return writes.Find(new ObjectKey(ObjectKind.Namespace, null, key.Namespace)) switch
        {
            null when present is null => new WriteAnswer.NotFound($"{key}: namespace {key.Namespace} not found"),
            { IsTerminating: true } when present is null => new WriteAnswer.NamespaceTerminating($"{key}: namespace {key.Namespace} is being deleted"),
            _ => null,
        };
    }

    private Task<WriteAnswer> WriteAsync(ObjectKey key, Func<PendingWrites, WriteAnswer> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckWritable();
        lock (_lock)
        {
            CatchUp();
            var before = _objects.GetValueOrDefault(key)?.Object;
            var writes = Begin();
            var answer = write(writes);
            if (answer is not WriteAnswer.Written)
            {
                return Task.FromResult(answer);
            }

            var trigger = (writes.Find(key) ?? before) is { } touched ? ProfileController.Trigger(touched) : null;
            var hasChanged = writes.Changes.Any();
            Commit(writes);
            if (hasChanged && trigger is not null)
            {
                Reconcile(trigger);
            }

            return Task.FromResult<WriteAnswer>(new WriteAnswer.Written(_objects.GetValueOrDefault(key)?.Object));
        }
    }

    /// <summary>Before its first write, lets profile-controller finish what a run that was killed, or a person who wrote a Profile by hand, left to it.</summary>
    private void CatchUp()
    {
        if (_isCaughtUp)
        {
            return;
        }

        foreach (var key in _objects.Keys.Where(k => k.Kind == ObjectKind.Profile).Order().ToArray())
        {
            if (_objects.GetValueOrDefault(key)?.Object is { } profile && (ProfileController.IsUnfinished(profile) || IsOwnerLate(profile)))
            {
                Reconcile(key.Name);
            }
        }

        _isCaughtUp = true;
    }

    private bool IsOwnerLate(KubeObject profile) => profile.Text("spec", "owner", "name") is { } owner &&
        _objects.GetValueOrDefault(ProfileObject.OwnerBindingKey(profile.Key.Name))?.Object is { } binding && !OwnerAccess.IsOf(binding, owner);

    private void Reconcile(string profile)
    {
        var writes = Begin();
        ProfileController.Reconcile(writes, profile);
        Commit(writes);
    }

    private PendingWrites Begin() => new(_objects, _time.GetUtcNow(), _revision);

    // The Profile last: until then it says that its controller has not finished.
    private void Commit(PendingWrites writes)
    {
        var changes = new List<(ManifestEntry Entry, KubeObject? Object)>();
        foreach (var (key, changed) in writes.Changes.OrderBy(c => c.Key.Kind == ObjectKind.Profile ? 1 : 0))
        {
            if (_objects.TryGetValue(key, out var entry))
            {
                changes.Add((entry, changed));
            }
            else if (changed is not null)
            {
                changes.Add((ManifestFile.New(PathOf(key)).Add(changed.ToNode()), changed));
            }
        }

        changes.AddRange(_unknown.Where(e => e.Namespace is { } n && writes.GoneNamespaces.Contains(n) && !e.IsGone).Select(e => (e, (KubeObject?)null)));
        foreach (var file in changes.GroupBy(c => c.Entry.File).OrderBy(g => g.Any(c => c.Entry.Object?.Key.Kind == ObjectKind.Profile) ? 1 : 0).ToArray())
        {
            file.Key.Write(file.ToDictionary(c => c.Entry, c => c.Object?.ToNode()));
            foreach (var (entry, changed) in file)
            {
                Keep(entry, changed);
            }
        }

        _revision = writes.Revision;
    }

    private void Keep(ManifestEntry entry, KubeObject? changed)
    {
        if (changed is not null)
        {
            entry.Object = changed;
            _objects[changed.Key] = entry;
        }
        else if (entry.Object is { } gone)
        {
            _objects.Remove(gone.Key);
        }
    }

    private void Load(ManifestFile file)
    {
        _paths.Add(Path.GetFullPath(file.Path));
        foreach (var entry in file.Entries)
        {
            if (entry.Body["apiVersion"]?.ToString() is not { } version || entry.Body["kind"]?.ToString() is not { } name ||
                ObjectKind.Find(version, name) is not { } kind)
            {
                _unknown.Add(entry);
                continue;
            }

            var loaded = Answered(kind, entry);
            if (_objects.TryGetValue(loaded.Key, out var first))
            {
                throw new KfTenantsException($"{file.Path}:{entry.Line}: {loaded.Key} is also in {first.File.Path}:{first.Line}");
            }

            entry.Object = loaded;
            _objects.Add(loaded.Key, entry);
            if (long.TryParse(loaded.ResourceVersion, CultureInfo.InvariantCulture, out var revision))
            {
                _revision = Math.Max(_revision, revision);
            }
        }
    }

    /// <summary>As a cluster would answer: in the version asked for, with what an object in a file may lack.</summary>
    private KubeObject Answered(ObjectKind kind, ManifestEntry entry)
    {
        try
        {
            var key = KubeObject.From(kind, entry.Body).Key;
            if (kind.IsNamespaced && key.Namespace is null)
            {
                throw new KfTenantsException($"{entry.File.Path}:{entry.Line}: {key} has no metadata.namespace");
            }

            var body = entry.Body.DeepClone().AsObject();
            body["apiVersion"] = kind.ApiVersion;
            body["metadata"]!["uid"] ??= PendingWrites.Uid(key, "");
            body["metadata"]!["resourceVersion"] ??= "1";
            ApiDefaults.Fill(kind, body);
            return Flawed(KubeObject.From(kind, body));
        }
        catch (FormatException problem)
        {
            throw new KfTenantsException($"{entry.File.Path}:{entry.Line}: is not a {kind}: {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new KfTenantsException($"{entry.File.Path}:{entry.Line}: is not a {kind}: a value in it is of another type", problem);
        }
    }

    /// <summary>A new object's file: a folder for its namespace, a name from its kind and name that every file system takes.</summary>
    private string PathOf(ObjectKey key)
    {
        var name = string.Concat($"{key.Kind.Kind}-{key.Name}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        if (name.Length > 200)
        {
            name = $"{name[..180]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Name)))[..16]}";
        }

        for (var i = 1; ; i++)
        {
            var path = Path.Combine(_directory, FolderOf(key.Namespace ?? "cluster"), i == 1 ? name + ".yaml" : string.Create(CultureInfo.InvariantCulture, $"{name}-{i}.yaml"));
            if (_paths.Add(Path.GetFullPath(path)) || !File.Exists(path))
            {
                return path;
            }
        }
    }

    // A foreign manifest may name a namespace "../..": nothing is written outside of the directory.
    private static string FolderOf(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterOrDigit(c) || (c is '-' or '.' && i > 0) ? c : '_'));

    private static IEnumerable<string> FilesOf(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 })
                .Where(p => Extensions.Contains(Path.GetExtension(p)))
                .Where(p => !Path.GetRelativePath(directory, p).Split(Path.DirectorySeparatorChar).Any(s => s.StartsWith('.')))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{directory}: cannot be read: {FileFailure.Of(problem)}", problem);
        }
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{path}: cannot be read: {FileFailure.Of(problem)}", problem);
        }
    }
}
