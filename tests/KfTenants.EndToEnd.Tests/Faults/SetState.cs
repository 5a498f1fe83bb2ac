using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.Flavors;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>
/// Everything in the cluster that a set's name is in, as text that is the same for every set in the same state: without the set's
/// name, and without what the server makes anew for each object or write.
/// </summary>
public sealed partial class SetState
{
    private static readonly string[] Collections =
    [
        "/apis/kubeflow.org/v1/profiles",
        "/api/v1/namespaces",
        "/api/v1/limitranges",
        "/api/v1/resourcequotas",
        "/apis/networking.k8s.io/v1/networkpolicies",
        "/api/v1/serviceaccounts",
        "/api/v1/configmaps",
        "/api/v1/secrets",
        "/apis/kubeflow.org/v1alpha1/poddefaults",
        "/apis/rbac.authorization.k8s.io/v1/rolebindings",
        "/apis/security.istio.io/v1beta1/authorizationpolicies",
        "/apis/apps/v1/namespaces/auth/deployments",
    ];

    private readonly ImmutableSortedDictionary<string, string> _objects;

    private SetState(ImmutableSortedDictionary<string, string> objects) => _objects = objects;

    /// <param name="withHistory">Also what depends on the way to this state: managed fields and counters of changes.</param>
    public static async Task<SetState> ReadAsync(IKubernetes api, string token, bool withHistory)
    {
        var objects = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var collection in Collections)
        {
            // A cluster without Kubeflow does not serve them all.
            foreach (var item in (await api.FindAsync(collection))?["items"]?.AsArray().Select(i => i!.AsObject()).ToList() ?? [])
            {
                var name = $"{item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";
                if ((string?)item["metadata"]!["namespace"] == "kftenants-system")
                {
                    // What sets keep together, each its keys; what a set says about itself is another test's.
                    if (name.Contains("/kftenants-", StringComparison.Ordinal))
                    {
                        continue;
                    }

                    foreach (var (key, value) in (item["data"] as JsonObject ?? []).Where(p => p.Key.Contains(token, StringComparison.Ordinal)))
                    {
                        objects[$"{collection} {name} {key.Replace(token, "TOKEN", StringComparison.Ordinal)}"] = value!.ToJsonString();
                    }
                }
                else if (name.Contains(token, StringComparison.Ordinal) && !IsOfServer(item))
                {
                    Strip(item, withHistory);
                    var text = TokenName().Replace(SetId().Replace(item.ToJsonString().Replace(token, "TOKEN", StringComparison.Ordinal), "applyset-ID"), "-token-NAME");
                    objects[$"{collection} {name.Replace(token, "TOKEN", StringComparison.Ordinal)}"] = text;
                }
            }
        }

        return new SetState(objects.ToImmutable());
    }

    /// <summary>Waits until a set is in this state; controllers may still be at work.</summary>
    public async Task ReachedAsync(IKubernetes api, string token, bool withHistory)
    {
        var difference = "";
        try
        {
            await Eventually.TrueAsync(
                $"{token} is in the state of the undisturbed run",
                async () => (difference = Difference(await ReadAsync(api, token, withHistory))).Length == 0,
                seconds: 15);
        }
        catch (TimeoutException e)
        {
            Assert.Fail($"{e.Message}\n{difference}");
        }
    }

    private string Difference(SetState other) => string.Join('\n', _objects.Keys.Union(other._objects.Keys).Order(StringComparer.Ordinal)
        .Where(key => _objects.GetValueOrDefault(key) != other._objects.GetValueOrDefault(key))
        .Select(key => $"{key}\n  undisturbed: {_objects.GetValueOrDefault(key) ?? "(none)"}\n  now:         {other._objects.GetValueOrDefault(key) ?? "(none)"}"));

    // Tokens of service accounts: the server makes them, with names of its own.
    private static bool IsOfServer(JsonObject item) => (string?)item["type"] == "kubernetes.io/service-account-token";

    private static void Strip(JsonObject item, bool withHistory)
    {
        var metadata = item["metadata"]!.AsObject();
        metadata.Remove("uid");
        metadata.Remove("resourceVersion");
        metadata.Remove("creationTimestamp");
        item.Remove("status");
        item.Remove("secrets"); // of a ServiceAccount: its tokens
        foreach (var owner in metadata["ownerReferences"] as JsonArray ?? [])
        {
            owner!.AsObject().Remove("uid");
        }

        ForgetWaking(metadata);
        if (!withHistory)
        {
            metadata.Remove("generation");
            metadata.Remove("managedFields");
            (metadata["annotations"] as JsonObject)?.Remove("deployment.kubernetes.io/revision");
            return;
        }

        // Their order depends on times, whose resolution is a second; so does whether two writes of one manager make one entry.
        if (metadata["managedFields"] is JsonArray entries)
        {
            metadata["managedFields"] = new JsonArray([.. entries.Where(entry => !IsOfStatus(entry!)).Select(entry => Timeless(entry!))
                .OrderBy(entry => entry.ToJsonString(), StringComparer.Ordinal)]);
        }
    }

    // A run that finds a Profile before its controller has made the quota wakes the controller. Whether one did depends on the
    // controller's speed, and the value of the annotation has no meaning.
    private static void ForgetWaking(JsonObject metadata)
    {
        RemoveMember(metadata, "annotations", ControllerWake.Annotation);
        if (metadata["managedFields"] is JsonArray entries)
        {
            foreach (var entry in entries)
            {
                if (entry!["fieldsV1"]?["f:metadata"] is JsonObject fields)
                {
                    RemoveMember(fields, "f:annotations", "f:" + ControllerWake.Annotation);
                    if (fields.Count == 0)
                    {
                        entry["fieldsV1"]!.AsObject().Remove("f:metadata");
                    }
                }
            }

            metadata["managedFields"] = new JsonArray([.. entries.Where(e => e!["fieldsV1"] is not JsonObject { Count: 0 }).Select(e => e!.DeepClone())]);
        }
    }

    // With the map itself when nothing is left of it.
    private static void RemoveMember(JsonObject holder, string map, string name)
    {
        if (holder[map] is JsonObject members && members.Remove(name) && members.All(m => m.Key == "."))
        {
            holder.Remove(map);
        }
    }

    // A status is a controller's, whenever it comes.
    private static bool IsOfStatus(JsonNode entry) => entry["fieldsV1"] is JsonObject { Count: 1 } fields && fields.ContainsKey("f:status");

    private static JsonNode Timeless(JsonNode entry)
    {
        var copy = entry.DeepClone();
        copy.AsObject().Remove("time");

        // The field of an owner reference is named by its owner's uid.
        return JsonNode.Parse(Uid().Replace(copy.ToJsonString(), "UID"))!;
    }

    // The managed fields of a ServiceAccount name the Secret with its token.
    [GeneratedRegex("-token-[a-z0-9]{5}\\b")]
    private static partial Regex TokenName();

    [GeneratedRegex("applyset-[A-Za-z0-9_-]+-v1")]
    private static partial Regex SetId();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();
}
