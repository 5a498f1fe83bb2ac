using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>The fate of every object of one tenant: those the document asks for, and those of ours that nothing asks for any more.</summary>
internal static class TenantPlanner
{
    public static IEnumerable<Change> Plan(
        TenantRoot root, string setName, Tenant tenant, ImmutableArray<DesiredObject> wanted, LiveState live, GrantEvidence evidence, ForeignGrants foreign)
    {
        var present = root.Find(tenant.Name, live);
        var view = new TenantView(setName, tenant, present, live, evidence) { WasSuspended = present is not null && root.IsSuspended(present) };

        var unreadable = UnreadableObjects.In(tenant.Name, wanted.Select(d => d.Key).ToHashSet(), tenant.Origin, live, evidence).ToList();
        if (unreadable.Count > 0)
        {
            var revoked = Revocations().Select(c => c.Key).ToHashSet();
            unreadable.RemoveAll(c => revoked.Contains(c.Key));
        }

        if (unreadable.Count > 0)
        {
            return [.. Revocations(), .. unreadable];
        }

        if (root.Obstacle(setName, tenant, wanted.Any(d => d.MayAdopt), live) is { } obstacle)
        {
            return [.. Revocations(), obstacle];
        }

        var changes = wanted.Select(d => BoundRoles.Judge(PlanOne(d, view), tenant, live)).ToList();
        if (changes.FirstOrDefault(c => c is Change.Conflict && c.Key.Kind == root.Kind && c.Reason != ChangeReason.FieldOwned) is { } blocked)
        {
            return [.. Revocations(), blocked];
        }

        var fate = changes.FindIndex(c => c.Key == root.Key(tenant.Name));
        changes[fate] = root.Complete(tenant, wanted.First(d => d.Key == changes[fate].Key), changes[fate], live);

        // Who is to be the owner is listed no more, and is none while a conflict keeps the Profile as it is: the access of a contributor stays.
        changes.AddRange(Prune(root, view, wanted, kept: changes[fate] is Change.Conflict ? tenant.EffectiveOwner : null));
        changes.AddRange(PullSecretPlanner.Plan(view, [.. changes]));
        changes.AddRange(root.Beside(tenant, changes[fate], wanted, live));
        changes.AddRange(RemainingGrants.Of(root, view, changes, foreign).ToArray());
        return changes;

        // Whatever is in the way of all else: it must not keep a person in.
        IEnumerable<Change> Revocations() => Prune(root, view, wanted, tenant.EffectiveOwner).Where(c => c is Change.Delete { Scope: DeletionScope.Revocation });
    }

    private static Change PlanOne(DesiredObject desired, TenantView view)
    {
        var resource = (TenantResource)desired.Traits;
        if (resource.Equivalent(desired, view) is { } other)
        {
            return new Change.NoOp(resource.Phase) { Key = other.Key, Tenant = view.Tenant.Name, Reason = ChangeReason.Unchanged, Origin = desired.Origin };
        }

        var created = view.Root is null ? ChangeReason.NewTenant : resource.ReasonOfCreation(desired, view);
        if (resource is ContributorResource)
        {
            desired = desired with { GivenUid = ContributorResource.GivenUid(desired, view) };
        }

        return ObjectPlanner.Plan(view.Set, desired, view.Live.Find(desired.Key), created, resource.ReasonOfChange, view.Live);
    }

    private static IEnumerable<Change> Prune(TenantRoot root, TenantView view, ImmutableArray<DesiredObject> wanted, string? kept)
    {
        var keys = wanted.Select(d => d.Key).ToHashSet();
        return from resource in TenantResources.Of(root.Flavor)
               where resource.IsPruned
               from found in resource is ContributorResource
                   ? view.Evidence.In(view.Tenant.Name, resource.Kind, view.Live)
                   : OwnObjects.In(view.Set, view.Tenant.Name, resource.Kind, view.Live, isConsented: wanted.Any(d => d.MayAdopt))
               where !keys.Contains(found.Key) && resource.Owns(found)
               select kept is not null && resource is ContributorResource && !view.Evidence.IsBinding(found) && ContributorResource.PersonOf(found) == kept
                   ? (Change)new Change.NoOp(resource.Phase) { Key = found.Key, Tenant = view.Tenant.Name, Reason = ChangeReason.Unchanged, Origin = view.Tenant.OwnerOrigin }
                   : resource.Prune(found, view, wanted);
    }
}
