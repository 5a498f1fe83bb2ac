using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// Which objects of tenants' namespaces the record of a set names: those of <see cref="HeldResource"/>, which are read by name, and service accounts with our pull
/// secrets, which are listed.
/// </summary>
public static class HeldObjects
{
    private static readonly ImmutableArray<HeldResource> Resources = [.. TenantResources.All.OfType<HeldResource>()];

    /// <summary>What these tenants ask for, in the order of keys.</summary>
    public static IEnumerable<ObjectKey> Of(IEnumerable<Tenant> tenants) => tenants.SelectMany(Of).Distinct().Order();

    /// <summary>A run may read the object only by its name.</summary>
    public static bool IsHeld(ObjectKind kind) => Resources.Any(r => r.Kind == kind);

    /// <summary>What planning needs for these objects.</summary>
    public static IEnumerable<Right> PlanRights(IEnumerable<ObjectKey> objects) => Rights(objects, Right.Get, r => r.WhyRead);

    /// <summary>What applying needs beside it.</summary>
    public static IEnumerable<Right> ApplyRights(IEnumerable<ObjectKey> objects) => Rights(objects, Right.Manage, r => r.WhyWrite);

    private static IEnumerable<ObjectKey> Of(Tenant tenant) => Resources.SelectMany(r => r.NamesOf(tenant).Select(name => new ObjectKey(r.Kind, tenant.Name, name)))
        .Concat(tenant.PullSecrets.SelectMany(s => s.AttachTo).Select(name => new ObjectKey(ObjectKind.ServiceAccount, tenant.Name, name)));

    private static IEnumerable<Right> Rights(IEnumerable<ObjectKey> objects, ImmutableArray<string> verbs, Func<HeldResource, string> why) =>
        from key in objects
        join resource in Resources on key.Kind equals resource.Kind
        group key.Name by resource into kind
        orderby kind.Key.Kind
        select Right.To(verbs, kind.Key.Kind, why(kind.Key), [.. kind.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
}
