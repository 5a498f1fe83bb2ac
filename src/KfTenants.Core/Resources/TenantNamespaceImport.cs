using KfTenants.Access;
using KfTenants.Kube;

namespace KfTenants.Resources;

/// <summary>What a Namespace says of its tenant where there is no Kubeflow: owner, suspension, labels and annotations.</summary>
internal static class TenantNamespaceImport
{
    private const string NameLabel = "app.kubernetes.io/name";

    /// <summary>Open OnDemand's hook made it at a person's first sign-in (hooks/k8s-bootstrap, yaml/namespace.yaml).</summary>
    public static bool IsOfOnDemand(KubeObject space) => space.Label(NameLabel) == "open-ondemand";

    public static ImportedTenant Of(ImportedTenant tenant, KubeObject space, ImportView view)
    {
        tenant = tenant with { Sources = tenant.Sources.Add(space.Key.ToString()), IsSuspended = TenantNamespaceObject.IsSuspended(space) };
        tenant = NamespaceImport.Of(OwnerOf(tenant, space, view), space);
        tenant = tenant with { Sources = [.. tenant.Sources.Distinct(StringComparer.Ordinal)], Labels = IsOfOnDemand(space) ? tenant.Labels.Remove(NameLabel) : tenant.Labels };
        return tenant.IsSuspended
            ? tenant.Saying("the tenant is suspended: its contributors, if it had any, are to be listed again before the state becomes active")
            : tenant;
    }

    // Annotated by us; else the one person who has the owner's role.
    private static ImportedTenant OwnerOf(ImportedTenant tenant, KubeObject space, ImportView view)
    {
        if (space.Annotation(TenantNamespaceObject.OwnerAnnotation) is { Length: > 0 } owner)
        {
            return tenant with { Owner = owner };
        }

        string[] people =
        [
            .. view.Live.In(tenant.Name, ObjectKind.RoleBinding).Where(b => Grants.RoleRef(b) == $"ClusterRole {view.Roles.Owner}")
                .SelectMany(Grants.Of).Select(g => g.Person).Distinct(StringComparer.Ordinal),
        ];
        return people is [var only]
            ? tenant with { Owner = only }
            : tenant.Without($"{space.Key} says no owner, and {people.Length} people have the role {view.Roles.Owner} there: list it by hand");
    }
}
