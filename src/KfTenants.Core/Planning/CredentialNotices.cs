using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>Which declared credentials are missing, over or due: a plan tells it and issues none.</summary>
internal static class CredentialNotices
{
    /// <param name="now">The moment of the plan.</param>
    public static IEnumerable<PlanNotice> Of(Tenant tenant, LiveState live, DateTimeOffset now)
    {
        foreach (var credential in tenant.IsSuspended ? [] : tenant.Credentials)
        {
            var keys = CredentialAnchor.KeysOf(tenant.Name, credential.Name);
            if (live.Unread.Any(u => keys.Any(u.Covers)))
            {
                yield return new PlanNotice(tenant.Name, "credentialUnseen",
                    $"whether credential {credential.Name} is issued could not be seen; grant get of its anchors (kftenants bootstrap --credentials)");
                continue;
            }

            var newest = keys.Select(live.Find).OfType<KubeObject>().Select(CredentialAnchor.Read).OfType<CredentialAnchor>()
                .Where(a => a.Issued is not null).OrderByDescending(a => a.Issued).ThenByDescending(a => a.Key).FirstOrDefault();
            if (newest is null)
            {
                yield return new PlanNotice(tenant.Name, "credentialMissing",
                    $"credential {credential.Name} (service account {credential.ServiceAccount}) is not issued yet; " +
                    $"kftenants token {(credential.Sink is null ? "issue" : "rotate")} {tenant.Name} --name {credential.Name}");
            }
            else if (newest.Expires is not { } expires)
            {
                yield return new PlanNotice(tenant.Name, "credentialNeverExpires",
                    $"credential {credential.Name} never expires; {Remedy(tenant, credential)} --now replaces it by one that does");
            }
            else if (expires <= now)
            {
                yield return new PlanNotice(tenant.Name, "credentialExpired",
                    $"credential {credential.Name} expired at {Times.Seconds(expires)}; {Remedy(tenant, credential)}");
            }
            else if (credential.IsDue(newest.Issued!.Value, expires, now))
            {
                yield return new PlanNotice(tenant.Name, "credentialDue",
                    $"credential {credential.Name} expires at {Times.Seconds(expires)}, rotation due since " +
                    $"{Times.Seconds(credential.DueAt(newest.Issued.Value, expires))}; {Remedy(tenant, credential)}");
            }
        }
    }

    private static string Remedy(Tenant tenant, TenantCredential credential) => $"kftenants token rotate {tenant.Name} --name {credential.Name}";
}
