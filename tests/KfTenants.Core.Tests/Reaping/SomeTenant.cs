using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Reaping;

/// <summary>A tenant without anything that a reaper does not ask for.</summary>
internal static class SomeTenant
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary<string, string>.Empty;

    public static Tenant Of(string name) =>
        new(name, "ana@example.com", default, [], Nothing, default, null, default, [], Nothing, Nothing, default, default);
}
