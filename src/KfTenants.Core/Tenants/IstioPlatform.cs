using System.Collections.Immutable;

namespace KfTenants.Tenants;

/// <summary>What the document says of Istio; null where the cluster's own answer is to be used.</summary>
/// <param name="Principals">Empty list: no principals in the policies; null: as the cluster shows them.</param>
public sealed record IstioPlatform(string? UserIdHeader, string? UserIdPrefix, ImmutableArray<string>? Principals)
{
    /// <summary>Nothing is said: all is as the cluster shows it.</summary>
    public static readonly IstioPlatform Unsaid = new(null, null, null);

    /// <summary>Something is not said, and read from the cluster.</summary>
    public bool LeavesToCluster => UserIdHeader is null || UserIdPrefix is null || Principals is null;
}
