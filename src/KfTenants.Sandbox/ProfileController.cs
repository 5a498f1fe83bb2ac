using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Sandbox;

/// <summary>
/// The answer of Kubeflow's profile-controller to a Profile (components/profile-controller/controllers/profile_controller.go,
/// v1.8.0 to v1.10.0), in its order: namespace, policy, service accounts, bindings, quota, plugins, finalizer. Held against
/// recordings of the real one.
/// </summary>
internal static class ProfileController
{
    public const string Finalizer = "profile-finalizer";

    // The name of its binary, which is its field manager.
    private const string Manager = "manager";

    /// <summary>The Profile that a written object makes the controller look at: itself, or its controlling owner among the kinds that it watches.</summary>
    public static string? Trigger(KubeObject written)
    {
        if (written.Key.Kind == ObjectKind.Profile)
        {
            return written.Key.Name;
        }

        var isWatched = written.Key.Kind == ObjectKind.Namespace || written.Key.Kind == ObjectKind.AuthorizationPolicy ||
            written.Key.Kind == ObjectKind.ServiceAccount || written.Key.Kind == ObjectKind.RoleBinding;
        return isWatched && written.ToNode()["metadata"]?["ownerReferences"] is JsonArray owners
            ? owners.OfType<JsonObject>().FirstOrDefault(o => o["kind"]?.ToString() == "Profile" && o["controller"]?.ToString() == "true")?["name"]?.ToString()
            : null;
    }

    /// <summary>A reconcile began and did not end, or never began: the finalizer comes last.</summary>
    public static bool IsUnfinished(KubeObject profile) => profile.IsTerminating || !Finalizers(profile.ToNode()).Contains(Finalizer);

    public static void Reconcile(PendingWrites writes, string name)
    {
        if (writes.Find(new ObjectKey(ObjectKind.Profile, null, name)) is not { } profile || profile.Text("spec", "owner", "name") is not { } owner)
        {
            return;
        }

        if (!ReconcileNamespace(writes, profile, owner))
        {
            // A namespace that is not the owner's freezes the Profile: no error, no retry, and a write that leaves no trace of it.
            Update(writes, profile, RoundTripped(profile));
            return;
        }

        ReconcilePolicy(writes, profile, owner);
        if (!ReconcileAccount(writes, profile, "default-editor", "kubeflow-edit") ||
            !ReconcileAccount(writes, profile, "default-viewer", "kubeflow-view") ||
            !ReconcileBinding(writes, profile, "namespaceAdmin", "kubeflow-admin", profile.ToNode()["spec"]!["owner"]!.DeepClone(), OwnerAnnotations(owner)))
        {
            // roleRef cannot be changed: the real controller fails here at every attempt, so nothing below happens.
            return;
        }

        ReconcileQuota(writes, profile);
        ReconcilePlugins(writes, profile);
        Finish(writes, profile);
    }

    private static bool ReconcileNamespace(PendingWrites writes, KubeObject profile, string owner)
    {
        var labels = NamespaceLabels.Of(writes);
        if (writes.Find(new ObjectKey(ObjectKind.Namespace, null, profile.Key.Name)) is not { } live)
        {
            var metadata = Metadata(profile, profile.Key.Name, null);
            metadata["annotations"] = new JsonObject { ["owner"] = owner };
            var added = new JsonObject { ["istio-injection"] = "enabled" };
            NamespaceLabels.Merge(added, labels);
            metadata["labels"] = added;
            Create(writes, ObjectKind.Namespace, new JsonObject { ["metadata"] = metadata });
            return true;
        }

        if (live.Annotation("owner") != owner || live.IsTerminating)
        {
            return false;
        }

        var body = live.ToNode();
        var present = body["metadata"]!["labels"] as JsonObject ?? [];
        var merged = present.DeepClone().AsObject();
        NamespaceLabels.Merge(merged, labels);
        if (!JsonNode.DeepEquals(present, merged))
        {
            body["metadata"]!["labels"] = merged;
            Update(writes, live, body);
        }

        return true;
    }

    private static void ReconcilePolicy(PendingWrites writes, KubeObject profile, string owner)
    {
        var key = new ObjectKey(ObjectKind.AuthorizationPolicy, profile.Key.Name, OwnerPolicy.Name);
        var spec = OwnerPolicy.Spec(writes, profile.Key.Name, owner);
        if (writes.Find(key) is not { } live)
        {
            var metadata = Metadata(profile, key.Name, key.Namespace);
            metadata["annotations"] = OwnerAnnotations(owner);
            Create(writes, key.Kind, new JsonObject { ["metadata"] = metadata, ["spec"] = spec });
            return;
        }

        // Only the spec is put back; annotations stay, stale ones, too.
        var body = live.ToNode();
        body["spec"] = spec;
        Update(writes, live, body);
    }

    private static bool ReconcileAccount(PendingWrites writes, KubeObject profile, string name, string role)
    {
        if (writes.Find(new ObjectKey(ObjectKind.ServiceAccount, profile.Key.Name, name)) is null)
        {
            Create(writes, ObjectKind.ServiceAccount, new JsonObject { ["metadata"] = Metadata(profile, name, profile.Key.Name) });
        }

        var subject = new JsonObject { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = profile.Key.Name };
        return ReconcileBinding(writes, profile, name, role, subject, null);
    }

    private static bool ReconcileBinding(PendingWrites writes, KubeObject profile, string name, string role, JsonNode subject, JsonObject? annotations)
    {
        var key = new ObjectKey(ObjectKind.RoleBinding, profile.Key.Name, name);
        var wanted = new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
            ["subjects"] = new JsonArray(subject),
        };
        ApiDefaults.Fill(key.Kind, wanted);
        if (writes.Find(key) is not { } live)
        {
            var metadata = Metadata(profile, name, key.Namespace);
            if (annotations is not null)
            {
                metadata["annotations"] = annotations;
            }

            Create(writes, key.Kind, new JsonObject { ["metadata"] = metadata, ["roleRef"] = wanted["roleRef"]!.DeepClone(), ["subjects"] = wanted["subjects"]!.DeepClone() });
            return true;
        }

        var body = live.ToNode();
        body["subjects"] = wanted["subjects"]!.DeepClone();
        body["roleRef"] = wanted["roleRef"]!.DeepClone();
        if (ApiDefaults.Refusal(live, body) is not null)
        {
            return false;
        }

        Update(writes, live, body);
        return true;
    }

    private static void ReconcileQuota(PendingWrites writes, KubeObject profile)
    {
        var key = new ObjectKey(ObjectKind.ResourceQuota, profile.Key.Name, "kf-resource-quota");
        var live = writes.Find(key);
        var spec = RoundTripped(profile)["spec"]!["resourceQuotaSpec"]!;
        if (spec["hard"] is null)
        {
            if (live is not null)
            {
                writes.Remove(live);
            }

            return;
        }

        if (live is null)
        {
            Create(writes, key.Kind, new JsonObject { ["metadata"] = Metadata(profile, key.Name, key.Namespace), ["spec"] = spec.DeepClone() });
            return;
        }

        var body = live.ToNode();
        body["spec"] = spec.DeepClone();
        Update(writes, live, body);
    }

    /// <summary>Of the plugins only the one that writes nothing outside of the cluster (plugin_iam.go, with annotateOnly).</summary>
    private static void ReconcilePlugins(PendingWrites writes, KubeObject profile)
    {
        foreach (var plugin in (profile.ToNode()["spec"]!["plugins"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (plugin["kind"]?.ToString() == "AwsIamForServiceAccount" && plugin["spec"] is JsonObject spec && spec["annotateOnly"]?.ToString() == "true" &&
                spec["awsIamRole"] is { } role && writes.Find(new ObjectKey(ObjectKind.ServiceAccount, profile.Key.Name, "default-editor")) is { } account)
            {
                var body = account.ToNode();
                var metadata = body["metadata"]!.AsObject();
                metadata["annotations"] ??= new JsonObject();
                metadata["annotations"]!["eks.amazonaws.com/role-arn"] = role.DeepClone();
                Update(writes, account, body);
            }
        }
    }

    /// <summary>
    /// The Profile as the controller's Go struct writes it back: quantities canonical, no empty list of plugins, and always a
    /// resourceQuotaSpec.
    /// </summary>
    private static JsonObject RoundTripped(KubeObject profile)
    {
        var body = profile.ToNode();
        var spec = body["spec"]!.AsObject();
        if (spec["plugins"] is JsonArray { Count: 0 })
        {
            spec.Remove("plugins");
        }

        if (spec["resourceQuotaSpec"] is not JsonObject quota)
        {
            spec["resourceQuotaSpec"] = quota = [];
        }

        if (quota["hard"] is JsonObject { Count: > 0 } hard)
        {
            foreach (var (name, value) in hard.ToArray())
            {
                if (value is not null && Quantity.TryParse(value.ToString(), out var quantity))
                {
                    hard[name] = quantity.ToCanonical();
                }
            }
        }
        else
        {
            quota.Remove("hard");
        }

        return body;
    }

    private static void Finish(PendingWrites writes, KubeObject profile)
    {
        var body = RoundTripped(profile);
        var finalizers = Finalizers(body).Where(f => f != Finalizer).ToList();
        if (!profile.IsTerminating)
        {
            finalizers.Add(Finalizer);
        }
        else if (finalizers.Count == 0)
        {
            writes.Remove(profile);
            return;
        }

        if (!Finalizers(body).SequenceEqual(finalizers))
        {
            body["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Select(f => JsonValue.Create(f))]);
        }

        Update(writes, profile, body);
    }

    private static List<string> Finalizers(JsonObject body) =>
        [.. (body["metadata"]?["finalizers"] as JsonArray ?? []).Select(f => f?.ToString() ?? "")];

    private static JsonObject OwnerAnnotations(string owner) => new() { ["user"] = owner, ["role"] = "admin" };

    private static JsonObject Metadata(KubeObject profile, string name, string? inNamespace)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (inNamespace is not null)
        {
            metadata["namespace"] = inNamespace;
        }

        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = ObjectKind.Profile.ApiVersion,
            ["kind"] = ObjectKind.Profile.Kind,
            ["name"] = profile.Key.Name,
            ["uid"] = profile.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        });
        return metadata;
    }

    private static void Create(PendingWrites writes, ObjectKind kind, JsonObject content)
    {
        var body = new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind };
        foreach (var (name, value) in content)
        {
            body[name] = value?.DeepClone();
        }

        writes.Create(kind, body, Manager);
    }

    private static void Update(PendingWrites writes, KubeObject live, JsonObject body)
    {
        ManagedFields.RecordUpdate(live.ToNode(), body, Manager, live.Key.Kind.ApiVersion, writes.Now);
        writes.Update(live, body);
    }
}
