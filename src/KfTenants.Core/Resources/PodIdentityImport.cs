using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>Who a tenant's pods run as and how long they live, where its Namespace asks for the policies and the maps say what is meant.</summary>
internal static class PodIdentityImport
{
    public static ImportedTenant Of(ImportedTenant tenant, KubeObject space, LiveState live)
    {
        if (space.Label(PodPolicyMarks.IdentityLabel) is not null)
        {
            tenant = Identity(tenant, space, live);
        }

        return space.Label(PodPolicyMarks.LifetimeLabel) is { } lifetime && IdentityMaps.ValueIn(live, IdentityMaps.Lifetime, tenant.Name) is { } max
            ? tenant with { Walltime = new Walltime(max, lifetime == PodPolicyMarks.Required, tenant.Walltime?.Reaper, default) }
            : tenant;
    }

    private static ImportedTenant Identity(ImportedTenant tenant, KubeObject space, LiveState live)
    {
        if (Number(Value(IdentityMaps.Uid)) is not { } uid || Number(Value(IdentityMaps.Gid)) is not { } gid)
        {
            return tenant.Saying(
                $"{space.Key} asks that its pods run as one user, and {Ownership.SystemNamespace} does not say as whom: the policy rejects all of them; " +
                "write posix with uid and gid");
        }

        var exempt = (space.Annotation(PodPolicyMarks.ExemptAnnotation) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return tenant with
        {
            Posix = new PodIdentity(
                uid,
                gid,
                [.. Members(IdentityMaps.Gids).Select(Number).OfType<int>().Where(g => g != gid).Distinct().Order()],
                [.. Members(IdentityMaps.Groups).Order(StringComparer.Ordinal)],
                Value(IdentityMaps.Home),
                [.. exempt.Order(StringComparer.Ordinal)],
                default),
        };

        string? Value(string map) => IdentityMaps.ValueIn(live, map, tenant.Name);

        ImmutableArray<string> Members(string map) => Value(map) is { } text ? IdentityMaps.Members(text) ?? [] : [];
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
