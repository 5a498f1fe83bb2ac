using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Rbac;
using KfTenants.Tenants;

namespace KfTenants.Doctor;

/// <summary>The ClusterRoles that tenants are bound to: they must be there.</summary>
public static class DoctorRoles
{
    /// <param name="set">Null: those of Kubeflow.</param>
    public static ImmutableArray<ObjectKey> Of(TenantSet? set)
    {
        var given = set?.Platform.GivenRoles ?? ClusterRoles.Kubeflow;
        return
        [
            .. new[] { given.Owner, given.Admin, given.Edit, given.View }.Concat(set is null ? [] : ToolPlaces.Of(set).BoundClusterRoles)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new ObjectKey(ObjectKind.ClusterRole, null, name)),
        ];
    }
}
