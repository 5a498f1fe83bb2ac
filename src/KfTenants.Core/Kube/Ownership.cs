using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace KfTenants.Kube;

/// <summary>The names by which a set's objects are known: labels and the field manager.</summary>
public static class Ownership
{
    /// <summary>The field manager of every write. It never changes: another name would orphan the fields it owns.</summary>
    public const string FieldManager = "kftenants";

    public const string ManagedByLabel = "app.kubernetes.io/managed-by";
    public const string ManagedByValue = "kftenants";
    public const string TenantLabel = "kftenants.io/tenant";

    /// <summary>The ApplySet membership label (KEP-3659).</summary>
    public const string PartOfLabel = "applyset.kubernetes.io/part-of";

    /// <summary>What <c>kubectl apply</c> remembers of an object for its next run.</summary>
    public const string LastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The label of an ApplySet's parent: its id (KEP-3659).</summary>
    public const string ParentIdLabel = "applyset.kubernetes.io/id";

    /// <summary>The namespace of what a set keeps about itself; never a tenant.</summary>
    public const string SystemNamespace = "kftenants-system";

    /// <summary>The key of the parent's data that says how many tenants the set had after its last whole apply.</summary>
    public const string TenantCountKey = "tenants";

    private const string ParentPrefix = "kftenants-";

    // Asked for with every object; a run knows one set, or two.
    private static readonly ConcurrentDictionary<string, string> SetIds = new(StringComparer.Ordinal);

    /// <summary>
    /// The ApplySet id of a set: <c>applyset-base64url(sha256("name.namespace.kind.group"))-v1</c> of its parent, the ConfigMap
    /// <c>kftenants-SET</c> in <see cref="SystemNamespace"/> (KEP-3659). Derived, so that a label cannot be made to name another set.
    /// </summary>
    public static string SetId(string setName) => SetIds.GetOrAdd(setName, DeriveSetId);

    /// <summary>The set's parent: the ConfigMap with what the set keeps about itself. The Lease beside it has the same name.</summary>
    public static ObjectKey ParentOf(string setName) => new(ObjectKind.ConfigMap, SystemNamespace, ParentPrefix + setName);

    /// <summary>The set that an ApplySet id stands for, by the Lease of each set in the cluster; in words when none is there, or was read.</summary>
    public static string SetOf(string setId, LiveState live) =>
        live.In(SystemNamespace, ObjectKind.Lease)
            .Select(lease => lease.Key.Name)
            .Where(name => name.StartsWith(ParentPrefix, StringComparison.Ordinal) && SetId(name[ParentPrefix.Length..]) == setId)
            .Select(name => "set " + name[ParentPrefix.Length..])
            .FirstOrDefault() ?? $"another set, which has no lock in {SystemNamespace} or none that may be read ({PartOfLabel}={setId})";

    /// <summary>The names of the sets that have been applied in this cluster, as far as what they keep there was read; in order.</summary>
    public static ImmutableArray<string> SetsIn(LiveState live)
    {
        var locks = live.In(SystemNamespace, ObjectKind.Lease).Select(o => o.Key.Name);
        var parents = live.In(SystemNamespace, ObjectKind.ConfigMap).Where(o => o.Label(ParentIdLabel) is not null).Select(o => o.Key.Name);
        return
        [
            .. locks.Concat(parents).Where(n => n.StartsWith(ParentPrefix, StringComparison.Ordinal)).Select(n => n[ParentPrefix.Length..])
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static string DeriveSetId(string setName)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{ParentOf(setName).Name}.{SystemNamespace}.ConfigMap."));
        var text = Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return $"applyset-{text}-v1";
    }

    /// <summary>The labels of an object that this set manages whole.</summary>
    public static JsonObject Labels(string setName, string tenant) => new()
    {
        [ManagedByLabel] = ManagedByValue,
        [PartOfLabel] = SetId(setName),
        [TenantLabel] = tenant,
    };
}
