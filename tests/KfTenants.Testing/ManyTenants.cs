using System.Globalization;
using System.Text;
using KfTenants.Tenants;

namespace KfTenants.Testing;

/// <summary>Tenants of ten contributors each, as many as wanted, for what measures what they cost.</summary>
public static class ManyTenants
{
    private const int Contributors = 10;

    public static TenantSet Set(int count) => Some.Set([.. Enumerable.Range(0, count).Select(i => Some.Tenant(
        $"team-{i:D4}", $"owner-{i}@example.com", [.. Enumerable.Range(0, Contributors).Select(c => Some.Contributor($"person-{c}@example.com"))]))]);

    /// <summary>A file of them, each with a quota and a limit range.</summary>
    public static byte[] File(int count)
    {
        var text = new StringBuilder("apiVersion: kftenants.io/v1\nkind: TenantSet\nmetadata: {name: production}\ntenants:\n");
        for (var tenant = 0; tenant < count; tenant++)
        {
            text.Append(CultureInfo.InvariantCulture, $"- name: team-{tenant:00000}\n  owner: owner-{tenant:00000}@example.com\n  contributors:\n");
            for (var person = 0; person < Contributors; person++)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {{user: person-{((tenant * 7) + (person * 13)) % 20_000:00000}@example.com, role: edit}}\n");
            }

            text.Append("  quota: {requests.cpu: 8, requests.memory: 16Gi, limits.cpu: 16, limits.memory: 32Gi, persistentvolumeclaims: 20}\n")
                .Append("  limitRange:\n    default: {cpu: 500m, memory: 1Gi}\n    defaultRequest: {cpu: 100m, memory: 256Mi}\n    max: {cpu: 8, memory: 16Gi}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
