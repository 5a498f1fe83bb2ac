using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// Access that would remain although the document takes it away, by objects that are not ours to delete: each is a conflict, so that no
/// run ends well before a person has removed it. So it is with all access of people to a suspended tenant; with the access of a person to
/// whom this set gave it and whom the document no longer lists; and with a service account of the namespace that has an administrator's
/// rights when the tenant is suspended or gets another owner. Service accounts of other namespaces (monitoring, pipelines) are not
/// people; they stay among the unmanaged grants.
/// </summary>
internal static class RemainingGrants
{
    // What the controller's own accounts have, the same without Kubeflow, and what the accounts of Open OnDemand's pods have: with more than this an account can let others in.
    private static readonly ImmutableArray<string> Harmless =
        ["ClusterRole kubeflow-view", "ClusterRole kubeflow-edit", "ClusterRole view", "ClusterRole edit", "ClusterRole ood-initializer"];

    public static IEnumerable<Change> Of(TenantRoot root, TenantView view, IReadOnlyCollection<Change> planned, ForeignGrants foreign)
    {
        var tenant = view.Tenant;
        var known = planned.Select(c => c.Key).ToHashSet();
        var isTransferred = planned.Any(root.IsTransfer);
        return from grant in foreign.Without(known)
               let why = tenant.IsSuspended ? OfSuspended(grant) : OfDropped(grant, view, isTransferred)
               where why is not null
               select Conflict(grant.Object.Key, tenant, why);
    }

    /// <summary>The same of a tenant that is to be no more, as far as this set gave the access.</summary>
    public static IEnumerable<Change> Of(Tombstone tombstone, IEnumerable<Change> planned, GrantEvidence evidence, ForeignGrants foreign)
    {
        var dropped = evidence.Record.PeopleIn(tombstone.Name).ToHashSet(StringComparer.Ordinal);
        return from grant in foreign.Without(planned.Select(c => c.Key).ToHashSet())
               let people = grant.Subjects.Where(dropped.Contains).ToImmutableArray()
               where !people.IsEmpty
               select new Change.Conflict(Detail(grant.Object.Key, $"{string.Join(", ", people)} would keep {grant.Gives}", "the tenant is to be absent"), ApplyPhase.Grants)
               {
                   Key = grant.Object.Key,
                   Tenant = tombstone.Name,
                   Reason = ChangeReason.AccessRemains,
                   Origin = tombstone.Origin,
               };
    }

    private static string? OfSuspended(ForeignGrant grant)
    {
        string[] kept = [.. grant.People, .. PowerfulAccounts(grant)];
        return kept.Length == 0 ? null : Detail(grant.Object.Key, $"{string.Join(", ", kept)} would keep {grant.Gives}", "the tenant is suspended");
    }

    private static string? OfDropped(ForeignGrant grant, TenantView view, bool isTransferred)
    {
        string[] people = [.. grant.People.Where(person => IsDropped(person, grant, view))];
        if (people.Length > 0)
        {
            return Detail(grant.Object.Key, $"{string.Join(", ", people)} would keep {grant.Gives}", "kftenants gave them access, and the file takes it away");
        }

        string[] accounts = isTransferred ? [.. PowerfulAccounts(grant)] : [];
        return accounts.Length == 0 ? null : Detail(grant.Object.Key, $"{string.Join(", ", accounts)} would keep {grant.Gives}", "the tenant gets another owner");
    }

    // Taken away altogether; or left with a weaker role than the one that the object gives.
    private static bool IsDropped(string person, ForeignGrant grant, TenantView view)
    {
        if (!view.Evidence.Record.PeopleIn(view.Tenant.Name).Contains(person) || view.IsBound(person))
        {
            return false;
        }

        var listed = view.Tenant.EffectiveContributors.FirstOrDefault(c => c.Email == person);
        return person != view.Tenant.EffectiveOwner &&
            (listed is null || Grants.Of(grant.Object).Any(g => g.Person == person && Grants.Rank(g.Role) > (int)listed.Role &&
                view.Evidence.Record.In(view.Tenant.Name).Any(given => given.Person == person && (int)given.Role >= Grants.Rank(g.Role))));
    }

    private static IEnumerable<string> PowerfulAccounts(ForeignGrant grant) =>
        grant.Object.Key.Kind == ObjectKind.RoleBinding && !Harmless.Contains(grant.Gives)
            ? grant.Subjects.Where(s => Grants.IsOwnAccount(s, grant.Object.Key.Namespace!))
            : [];

    private static string Detail(ObjectKey key, string what, string why) =>
        $"{what}: {why}, and kftenants does not manage this grant; delete it ({PasteText.Kubectl("delete", key)})";

    private static Change.Conflict Conflict(ObjectKey key, Tenant tenant, string detail) => new(detail, ApplyPhase.Grants)
    {
        Key = key,
        Tenant = tenant.Name,
        Reason = ChangeReason.AccessRemains,
        Origin = tenant.Origin,
    };
}
