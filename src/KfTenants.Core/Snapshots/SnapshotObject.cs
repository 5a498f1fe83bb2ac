using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Credentials;
using KfTenants.Diff;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Tenants;

namespace KfTenants.Snapshots;

/// <summary>
/// What a snapshot keeps of an object: what a plan reads of its kind, and nothing else; no secret value, no status, no version that changes by itself. Kinds that
/// are not named here are kept by their identity alone.
/// </summary>
public static class SnapshotObject
{
    // Of these a plan reads everything but the status.
    private static readonly ImmutableArray<ObjectKind> Whole =
        [.. TenantResources.Kinds.Where(k => k != ObjectKind.Secret && k != ObjectKind.ConfigMap)];

    // Kinds that can be adopted, of which a plan tells what kubectl remembers.
    private static readonly ImmutableArray<ObjectKind> Remembered =
    [
        ObjectKind.Profile, ObjectKind.LimitRange, ObjectKind.NetworkPolicy, ObjectKind.ServiceAccount, ObjectKind.RoleBinding, ObjectKind.AuthorizationPolicy,
        ObjectKind.Password,
    ];

    private static readonly ImmutableArray<string> MetadataFields = ["name", "namespace", "uid", "labels", "finalizers", "ownerReferences", "deletionTimestamp"];

    /// <summary>Null when no plan reads it.</summary>
    /// <param name="dex">Where Dex is.</param>
    /// <returns>With sorted keys.</returns>
    public static JsonObject? Of(KubeObject live, DexPlatform dex)
    {
        if (live.Key.Kind == ObjectKind.ConfigMap && live.Key.Namespace == Ownership.SystemNamespace && !SetRecord.IsOfSet(live.Key.Name) &&
            !IdentityMaps.Keys.Contains(live.Key))
        {
            return null;
        }

        var body = Content(live, dex);
        body["apiVersion"] = live.Key.Kind.ApiVersion;
        body["kind"] = live.Key.Kind.Kind;
        body["metadata"] = Metadata(live, dex);
        return Sorted(body).AsObject();
    }

    private static JsonObject Content(KubeObject live, DexPlatform dex) => live.Key switch
    {
        _ when live.BodyFlaw is not null => [],
        { Kind: var kind } when kind == ObjectKind.Namespace => live.IsTerminating && live.At("status", "conditions") is { } conditions
            ? new JsonObject { ["status"] = new JsonObject { ["conditions"] = conditions.ToNode() } }
            : [],
        { Kind: var kind } when Whole.Contains(kind) || kind == ObjectKind.ClusterRoleBinding || kind == ObjectKind.ClusterRole || kind == ObjectKind.Role => Fields(live),
        var key when key == LoginResolver.ConfigMapOf(dex) => LoginTraces.OfConfigMap(live),
        { Kind: var kind, Namespace: Ownership.SystemNamespace } when kind == ObjectKind.ConfigMap => Data(live, name => name != SetRecord.RunsKey),
        { Kind: var kind } when kind == ObjectKind.ConfigMap && IsTenants(live) => Fields(live),
        { Kind: var kind } when kind == ObjectKind.Secret && live.Label(CredentialAnchor.CredentialLabel) is not null => [],
        { Kind: var kind } when kind == ObjectKind.Secret && IsTenants(live) => OfSecret(live),
        { Kind: var kind } when kind == ObjectKind.ServiceAccount => PullSecretsOf(live),
        { Kind: var kind } when kind == ObjectKind.ConfigMap => Data(live, ClusterIstio.Variables.Contains),
        { Kind: var kind } when kind == ObjectKind.Secret => LoginTraces.OfSecret(live),
        { Kind: var kind } when kind == ObjectKind.Password => LoginTraces.OfPassword(live),
        { Kind: var kind } when kind == ObjectKind.Deployment => DexTraces.OfDeployment(live),
        _ => [],
    };

    private static JsonObject Fields(KubeObject live) => new(live.Content.Select(name => KeyValuePair.Create(name, live.At(name)?.ToNode())));

    // Made for the tenant in whose namespace it is; the label alone takes nothing out that was not asked for by its name.
    private static bool IsTenants(KubeObject live) => live.Label(Ownership.TenantLabel) is { } tenant && tenant == live.Key.Namespace;

    private static JsonObject OfSecret(KubeObject live)
    {
        var body = LoginTraces.OfSecret(live);
        if (live.Text("type") is { } type)
        {
            body["type"] = type;
        }

        return body;
    }

    private static JsonObject PullSecretsOf(KubeObject live) =>
        live.At(PullSecretEntries.Field) is { } entries ? new JsonObject { [PullSecretEntries.Field] = entries.ToNode() } : [];

    private static JsonObject Data(KubeObject live, Func<string, bool> isRead) =>
        live.At("data") is { ValueKind: JsonValueKind.Object } data
            ? new JsonObject { ["data"] = new JsonObject(data.EnumerateObject().Where(p => isRead(p.Name)).Select(Copy)) }
            : [];

    private static JsonObject Metadata(KubeObject live, DexPlatform dex)
    {
        var metadata = new JsonObject();
        if (live.At("metadata") is not { ValueKind: JsonValueKind.Object } written)
        {
            return metadata;
        }

        foreach (var field in written.EnumerateObject().Where(f => MetadataFields.Contains(f.Name)))
        {
            metadata[field.Name] = field.Value.ToNode();
        }

        var annotations = written.Member("annotations").Members().Where(a => IsRead(live.Key.Kind, a.Name))
            .Select(a => a.Name == Ownership.LastAppliedAnnotation && live.Key.Kind == ObjectKind.Password
                ? KeyValuePair.Create(a.Name, (JsonNode?)FieldChange.HiddenText)
                : Copy(a))
            .ToArray();
        if (annotations.Length > 0)
        {
            metadata["annotations"] = new JsonObject(annotations);
        }

        if (live.Flaw is null && (HasReadManagers(live.Key, dex) || IsTenants(live)) && live.ManagedFields is { ValueKind: JsonValueKind.Array } managers)
        {
            var entries = managers.EnumerateArray().Select(WithoutStatus).OfType<JsonNode>().ToArray();
            if (entries.Length > 0)
            {
                metadata["managedFields"] = new JsonArray(entries);
            }
        }

        return metadata;
    }

    // Annotations of an object with logins can hold all of it once more.
    private static bool IsRead(ObjectKind kind, string annotation) => annotation == Ownership.LastAppliedAnnotation ? Remembered.Contains(kind)
        : annotation != LastUse.Annotation && (Whole.Contains(kind) ||
            annotation.StartsWith("kftenants.io/", StringComparison.Ordinal) || annotation.StartsWith("applyset.kubernetes.io/", StringComparison.Ordinal));

    private static bool HasReadManagers(ObjectKey key, DexPlatform dex) => Whole.Contains(key.Kind) ||
        key.Kind == ObjectKind.Secret || key.Kind == ObjectKind.Password || key == LoginResolver.ConfigMapOf(dex) ||
        key == LoginResolver.DeploymentOf(dex) || IdentityMaps.Keys.Contains(key);

    // Controllers write status all the time, and touch one annotation: no plan asks who did.
    private static JsonNode? WithoutStatus(JsonElement entry)
    {
        if (entry.TextMember("manager") == LastUse.FieldManager || entry.ToNode() is not JsonObject copy)
        {
            return null;
        }

        return copy["fieldsV1"] is JsonObject fields && fields.Remove("f:status") && fields.Count == 0 ? null : copy;
    }

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(i => i is null ? null : Sorted(i))]),
        _ => node.DeepClone(),
    };

    private static KeyValuePair<string, JsonNode?> Copy(JsonProperty property) => KeyValuePair.Create(property.Name, property.Value.ToNode());
}
