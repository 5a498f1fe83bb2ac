using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// A tenant's Namespace where there is no Kubeflow: ours, with whose it is and whether it is suspended. Both are annotations of ours, and not profile-controller's
/// <c>owner</c>: by that one a Profile that is made later would take the namespace over (profile_controller.go, Reconcile).
/// </summary>
public static class TenantNamespaceObject
{
    /// <summary>The owner, by the name that the API server knows.</summary>
    public const string OwnerAnnotation = "kftenants.io/owner";

    /// <summary>There only while the tenant is suspended.</summary>
    public const string StateAnnotation = "kftenants.io/state";

    private const string Suspended = "suspended";

    public static bool IsSuspended(KubeObject space) => space.Annotation(StateAnnotation) == Suspended;

    /// <summary>A Profile has it: it is a tenant of Kubeflow, and its controller would fight for it.</summary>
    public static bool IsOfProfile(KubeObject space) =>
        space.At("metadata", "ownerReferences").Items().Any(o => o.TextMember("kind") == ObjectKind.Profile.Kind) ||
        space.Label("app.kubernetes.io/part-of") == "kubeflow-profile";

    public static KubeObject For(string setName, Tenant tenant)
    {
        var labels = Ownership.Labels(setName, tenant.Name);
        foreach (var (name, value) in NamespaceObject.LabelsOf(tenant))
        {
            labels[name] = value;
        }

        var annotations = new JsonObject { [OwnerAnnotation] = tenant.Owner };
        if (tenant.IsSuspended)
        {
            annotations[StateAnnotation] = Suspended;
        }

        foreach (var (name, value) in NamespaceObject.AnnotationsOf(tenant))
        {
            annotations[name] = value;
        }

        return KubeObject.From(ObjectKind.Namespace, new JsonObject
        {
            ["apiVersion"] = ObjectKind.Namespace.ApiVersion,
            ["kind"] = ObjectKind.Namespace.Kind,
            ["metadata"] = new JsonObject { ["name"] = tenant.Name, ["labels"] = labels, ["annotations"] = annotations },
        });
    }
}
