using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants.Rules;

/// <summary>Rules about the identities of pods that need all tenants.</summary>
internal static class PodIdentityRules
{
    /// <summary>Warns of tenants of two owners whose pods are one user, which to a file server they are; and once that notebooks are not meant.</summary>
    public static void Check(ImmutableArray<Tenant> tenants, DiagnosticBag findings)
    {
        var seen = new Dictionary<int, Tenant>();
        foreach (var tenant in tenants.Where(t => t.Posix is not null).OrderBy(t => t.Posix!.Origin))
        {
            var identity = tenant.Posix!;
            if (seen.Count == 0 && tenant.Flavor == Flavor.Kubeflow)
            {
                findings.Add(KnownDiagnostics.IdentityOfNotebooks(identity.Origin));
            }

            if (!seen.TryAdd(identity.Uid, tenant) && seen[identity.Uid] is var other && other.Owner != tenant.Owner)
            {
                findings.Add(KnownDiagnostics.SharedUid(identity.Origin, identity.Uid, other.Name, other.Posix!.Origin));
            }
        }
    }
}
