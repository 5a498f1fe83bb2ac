using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>The objects of a directory as they will be once the writes collected here are on disk: one request's, or one run's of a controller.</summary>
internal sealed class PendingWrites(IReadOnlyDictionary<ObjectKey, ManifestEntry> stored, DateTimeOffset now, long revision)
{
    private readonly Dictionary<ObjectKey, KubeObject?> _changes = [];
    private readonly List<ObjectKey> _order = [];

    public DateTimeOffset Now => now;

    /// <summary>The greatest resourceVersion given so far.</summary>
    public long Revision { get; private set; } = revision;

    /// <summary>Namespaces that go with all that is in them, whatever its kind.</summary>
    public HashSet<string> GoneNamespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>What is to be written, in the order in which it was first touched; null: deleted.</summary>
    public IEnumerable<(ObjectKey Key, KubeObject? Object)> Changes => _order.Select(k => (k, _changes[k]));

    public KubeObject? Find(ObjectKey key) =>
        _changes.TryGetValue(key, out var changed) ? changed : stored.GetValueOrDefault(key)?.Object;

    /// <summary>The objects that meet a condition, in the order of their keys.</summary>
    public KubeObject[] Where(Func<KubeObject, bool> condition) =>
        [.. stored.Keys.Concat(_order.Where(k => !stored.ContainsKey(k))).Select(Find).OfType<KubeObject>().Where(condition).OrderBy(o => o.Key)];

    /// <param name="manager">Who creates it by a plain write; null when its managers are recorded already.</param>
    public KubeObject Create(ObjectKind kind, JsonObject body, string? manager = null)
    {
        var metadata = body["metadata"]!.AsObject();
        var key = KubeObject.From(kind, body).Key;
        ApiDefaults.Fill(kind, body);
        ApiDefaults.FillNew(kind, key.Name, body);
        if (manager is not null)
        {
            ManagedFields.RecordUpdate(null, body, manager, kind.ApiVersion, now);
        }

        ApiDefaults.Begin(kind, body);
        metadata["creationTimestamp"] = Times.Seconds(now);
        if (ApiDefaults.HasGeneration(kind))
        {
            metadata["generation"] = 1;
        }

        // Another uid than the same name had before.
        metadata["uid"] = Uid(key, string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks}/{Revision}"));
        var created = Store(key, body);
        if (kind == ObjectKind.Namespace)
        {
            AddDefaultAccount(key.Name);
        }

        return created;
    }

    // kube-controller-manager's work in every namespace (serviceaccounts_controller.go).
    private void AddDefaultAccount(string space)
    {
        if (Find(new ObjectKey(ObjectKind.ServiceAccount, space, "default")) is null)
        {
            Create(ObjectKind.ServiceAccount, new JsonObject
            {
                ["apiVersion"] = ObjectKind.ServiceAccount.ApiVersion,
                ["kind"] = ObjectKind.ServiceAccount.Kind,
                ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = space },
            }, "kube-controller-manager");
        }
    }

    /// <summary>Stores a changed body; one that says the same is not a write.</summary>
    public KubeObject Update(KubeObject live, JsonObject body)
    {
        var before = live.ToNode();
        ApiDefaults.Fill(live.Key.Kind, body);
        if (JsonNode.DeepEquals(before, body))
        {
            return live;
        }

        if (ApiDefaults.HasGeneration(live.Key.Kind) && !JsonNode.DeepEquals(before["spec"], body["spec"]))
        {
            body["metadata"]!["generation"] = Generation(before) + 1;
            DeploymentController.Roll(live, body);
        }

        return Store(live.Key, body);
    }

    /// <summary>Deletes an object and, as the garbage collector and the namespace controller do, what belongs to it.</summary>
    public void Remove(KubeObject live)
    {
        Change(live.Key, null);
        var isNamespace = live.Key.Kind == ObjectKind.Namespace;
        if (isNamespace)
        {
            GoneNamespaces.Add(live.Key.Name);
        }

        foreach (var dependent in Where(o => IsOwnedBy(o, live.Uid) || (isNamespace && o.Key.Namespace == live.Key.Name)))
        {
            if (Find(dependent.Key) is not null)
            {
                Remove(dependent);
            }
        }
    }

    /// <summary>A uid from a name: the same at every reading of the same files.</summary>
    public static string Uid(ObjectKey key, string salt)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Kind.Kind}/{key.Namespace}/{key.Name}/{salt}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // version 8: free form (RFC 9562)
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public static long Generation(JsonObject body) =>
        body["metadata"]?["generation"] is JsonValue value && value.TryGetValue<long>(out var generation) ? generation : 0;

    private static bool IsOwnedBy(KubeObject dependent, string? uid) =>
        dependent.At("metadata", "ownerReferences") is { ValueKind: JsonValueKind.Array } owners &&
        owners.EnumerateArray().Any(o => o.TextMember("uid") == uid);

    private KubeObject Store(ObjectKey key, JsonObject body)
    {
        Revision++;
        body["metadata"]!["resourceVersion"] = Revision.ToString(CultureInfo.InvariantCulture);
        var written = KubeObject.From(key.Kind, body);
        Change(key, written);
        return written;
    }

    private void Change(ObjectKey key, KubeObject? changed)
    {
        if (!_changes.ContainsKey(key))
        {
            _order.Add(key);
        }

        _changes[key] = changed;
    }
}
