using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The other half of contributors' access: which pairs are not whole. A policy alone makes no contributor: the person has no rights in Kubernetes.</summary>
internal static class PolicyImport
{
    public static ImportedTenant Of(ImportedTenant tenant, ImportView view)
    {
        foreach (var contributor in tenant.Contributors)
        {
            var key = new ObjectKey(ObjectKind.AuthorizationPolicy, tenant.Name, KfamName.For(contributor.Who, contributor.Role));
            if (view.Live.Find(key) is null && view.Live.Find(key with { Kind = ObjectKind.RoleBinding }) is not null)
            {
                tenant = tenant.Saying(
                    $"{QuotedText.Of(contributor.Who)} has the RoleBinding of a contributor and not the AuthorizationPolicy: the plan adds {key}, for the mesh", key);
            }
        }

        var listed = tenant.Contributors.Select(c => c.Who).Append(tenant.Owner ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var policy in view.Live.In(tenant.Name, ObjectKind.AuthorizationPolicy).Where(p => p.Key.Name != ProfileObject.OwnerPolicy))
        {
            string[] alone = [.. view.Reach.Of(policy).Where(s => s.IsPerson && !listed.Contains(s.Who)).Select(s => QuotedText.Of(s.Who))];
            if (alone.Length > 0)
            {
                tenant = tenant.Saying(
                    $"{policy.Key} lets {NameList.And(alone)} in through the mesh, and no RoleBinding gives a role: not listed, and it stays as an unmanaged grant; list who is " +
                    $"to be a contributor, and delete what is not ({PasteText.Kubectl("delete", policy.Key)})", policy.Key);
            }
        }

        return tenant;
    }
}
