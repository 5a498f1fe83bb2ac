using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// Access to a suspended tenant that kftenants did not give. It is not ours to delete, and it breaks what the file promises: each
/// grant to people is a conflict, so that no run ends well before a person has removed it. Service accounts of other namespaces
/// (monitoring, pipelines) are not people; they stay among the unmanaged grants.
/// </summary>
internal static class SurvivingGrants
{
    public static IEnumerable<Change> Of(Tenant tenant, IEnumerable<Change> planned, LiveState live)
    {
        var known = planned.Select(c => c.Key).ToHashSet();
        var bindings = from binding in live.In(tenant.Name, ObjectKind.RoleBinding)
                       where !known.Contains(binding.Key) && !binding.IsTerminating && !ProfileObject.ControllerBindings.Contains(binding.Key.Name)
                       let people = Grants.Outsiders(binding).Where(s => !s.StartsWith(Grants.ServiceAccountPrefix, StringComparison.Ordinal)).ToImmutableArray()
                       where !people.IsEmpty
                       select Conflict(binding, $"{string.Join(", ", people)} would keep {Grants.RoleRef(binding)}");
        var policies = from policy in live.In(tenant.Name, ObjectKind.AuthorizationPolicy)
                       where !known.Contains(policy.Key) && !policy.IsTerminating && policy.Key.Name != ProfileObject.OwnerPolicy
                       let person = policy.Annotation(ContributorObjects.UserAnnotation)
                       where person is not null && policy.Annotation(ContributorObjects.RoleAnnotation) is not null
                       select Conflict(policy, $"{person} could still reach what runs there");
        return bindings.Concat(policies);

        Change Conflict(KubeObject grant, string what) => new Change.Conflict(
            $"{what}: the tenant is suspended, and kftenants does not manage this grant; delete it ({PasteText.Kubectl("delete", grant.Key)})",
            ApplyPhase.Grants)
        {
            Key = grant.Key,
            Tenant = tenant.Name,
            Reason = ChangeReason.AccessRemains,
            Origin = tenant.Origin,
        };
    }
}
