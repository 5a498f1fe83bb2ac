using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>Which objects are read by name in tenants' namespaces, and what that needs: those of <see cref="HeldResource"/>, and service accounts with our pull secrets.</summary>
public static class HeldObjects
{
    private static readonly ImmutableArray<HeldResource> Resources = [.. TenantResources.All.OfType<HeldResource>()];

    /// <summary>What these tenants ask for, in the order of keys.</summary>
    public static IEnumerable<ObjectKey> Of(IEnumerable<Tenant> tenants) => tenants.SelectMany(Of).Distinct().Order();

    /// <summary>A run may read the object only by its name.</summary>
    public static bool IsHeld(ObjectKind kind) => kind == ObjectKind.ServiceAccount || Resources.Any(r => r.Kind == kind);

    /// <summary>What planning needs for these objects.</summary>
    public static IEnumerable<Right> PlanRights(IEnumerable<ObjectKey> objects) => Rights(objects, Right.Get, Right.Get, r => r.WhyRead,
        "Which pull secrets the pods of these service accounts have: others' entries are kept.");

    /// <summary>What applying needs beside it.</summary>
    public static IEnumerable<Right> ApplyRights(IEnumerable<ObjectKey> objects) => Rights(objects, Right.Manage, Right.Patch, r => r.WhyWrite,
        "attachTo of the file: our entries in the list of pull secrets.");

    private static IEnumerable<ObjectKey> Of(Tenant tenant) => Resources.SelectMany(r => r.NamesOf(tenant).Select(name => new ObjectKey(r.Kind, tenant.Name, name)))
        .Concat(tenant.PullSecrets.SelectMany(s => s.AttachTo).Select(name => new ObjectKey(ObjectKind.ServiceAccount, tenant.Name, name)));

    private static IEnumerable<Right> Rights(
        IEnumerable<ObjectKey> objects, ImmutableArray<string> ofHeld, ImmutableArray<string> ofAccounts, Func<HeldResource, string> why, string whyAccounts) =>
        from key in objects
        group key.Name by key.Kind into kind
        orderby kind.Key
        let names = kind.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray()
        select kind.Key == ObjectKind.ServiceAccount
            ? Right.To(ofAccounts, kind.Key, whyAccounts, names)
            : Right.To(ofHeld, kind.Key, why(Resources.First(r => r.Kind == kind.Key)), names);
}
