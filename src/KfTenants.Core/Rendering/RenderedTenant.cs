using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Rendering;

/// <summary>
/// A tenant as the manifests that an apply would make so, for who compares them in a review or lets Argo CD or Flux apply them. Its Secrets, whose values stand elsewhere,
/// and the Namespace of a Profile are not among them:
/// profile-controller makes it, and one that is there before lacks the mesh's label and does not go with its Profile (profile_controller.go, Reconcile).
/// </summary>
/// <param name="Manifests">In the order in which they can be applied.</param>
public sealed record RenderedTenant(string Name, bool IsSuspended, ImmutableArray<JsonObject> Manifests)
{
    /// <summary>The declared labels and annotations of its Namespace, to be applied once that is there; null where none are declared.</summary>
    public JsonObject? Namespace { get; init; }

    // The root of a tenant owns all data in it: that it left the manifests must never delete it.
    private static readonly ImmutableArray<(string Name, string Value)> Keeping =
        [("argocd.argoproj.io/sync-options", "Prune=false,Delete=false"), ("kustomize.toolkit.fluxcd.io/prune", "disabled")];

    /// <summary>The tenants of a set, in the order of their names; one that is absent has no manifests.</summary>
    /// <param name="identity">How the mesh recognises people.</param>
    public static ImmutableArray<RenderedTenant> Of(TenantSet set, IstioIdentity identity)
    {
        var objects = DesiredState.For(set.With(SecretValues.None), identity).Objects.ToLookup(o => o.Tenant, StringComparer.Ordinal);
        return
        [
            .. set.Tenants.OrderBy(t => t.Name, StringComparer.Ordinal).Select(tenant => new RenderedTenant(
                tenant.Name,
                tenant.IsSuspended,
                [
                    .. objects[tenant.Name].Where(o => !IsMadeByController(o)).OrderBy(o => o.Traits.Phase == ApplyPhase.Profile ? 0 : 1).ThenBy(o => o.Key)
                        .Select(Manifest),
                ])
            {
                Namespace = objects[tenant.Name].FirstOrDefault(IsMadeByController) is { } declared ? WithOwner(declared, tenant) : null,
            }),
        ];
    }

    private static bool IsMadeByController(DesiredObject desired) => desired.Key.Kind == ObjectKind.Namespace && desired.Traits.IsMadeElsewhere;

    private static JsonObject Manifest(DesiredObject desired)
    {
        var body = desired.Intent.ToNode();
        if (desired.Traits.Phase == ApplyPhase.Profile)
        {
            var annotations = body["metadata"]!["annotations"]?.DeepClone().AsObject() ?? [];
            foreach (var (name, value) in Keeping)
            {
                annotations[name] = value;
            }

            body["metadata"]!["annotations"] = annotations;
        }

        return body;
    }

    // Without it profile-controller would take the Namespace for another's, should it be made by this manifest after all.
    private static JsonObject WithOwner(DesiredObject declared, Tenant tenant)
    {
        var body = declared.Intent.ToNode();
        if (body["metadata"]!["annotations"] is not JsonObject annotations)
        {
            body["metadata"]!["annotations"] = annotations = [];
        }

        annotations[ProfileObject.OwnerAnnotation] = tenant.EffectiveOwner;
        return body;
    }
}
