using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Rbac;
using KfTenants.Tenants;

namespace KfTenants.Doctor;

/// <summary>What only <c>doctor</c> reads of what all tenants share.</summary>
public static class DoctorReads
{
    /// <summary>Lists of the mesh.</summary>
    public static readonly ImmutableArray<(ObjectKind Kind, string? Namespace)> MeshLists = [(ObjectKind.RequestAuthentication, DexChecks.MeshRoot)];

    /// <summary>The ClusterRoles that tenants are bound to: they must be there.</summary>
    /// <param name="set">Null: those of Kubeflow.</param>
    public static ImmutableArray<ObjectKey> RolesOf(TenantSet? set)
    {
        var given = set?.Platform.GivenRoles ?? ClusterRoles.Kubeflow;
        return
        [
            .. new[] { given.Owner, given.Admin, given.Edit, given.View }.Concat(set is null ? [] : ToolPlaces.Of(set).BoundClusterRoles)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new ObjectKey(ObjectKind.ClusterRole, null, name)),
        ];
    }
}
