using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Kubernetes.Reading;

/// <summary>Reads the roles that an import asks about: which of them have wildcards, which the file must then allow.</summary>
public static class BoundRoleReading
{
    /// <summary>What may not be read is left out; the next plan asks for leave then.</summary>
    public static async Task<LiveState> AddAsync(IClusterReader cluster, LiveState live, CancellationToken cancellationToken)
    {
        foreach (var key in AccountImport.RolesOf(live))
        {
            try
            {
                live = live.With(key, await cluster.GetAsync(key, cancellationToken));
            }
            catch (KfTenantsException)
            {
                // A snapshot, or a right that is missing.
            }
        }

        return live;
    }
}
