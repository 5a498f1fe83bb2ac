using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diff;
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
        string setName, Tenant tenant, IEnumerable<DesiredObject> desired, LiveState live, GrantEvidence evidence, PolicyReach reach)
    {
        var wanted = desired.ToImmutableArray();
        var profile = live.Find(ProfileObject.Key(tenant.Name));
        var space = live.Find(NamespaceObject.Key(tenant.Name));
        var view = new TenantView(setName, tenant, profile, live, evidence);

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

        if (Obstacle(setName, tenant, wanted.Any(d => d.MayAdopt), profile, space, live) is { } obstacle)
        {
            return [.. Revocations(), obstacle];
        }

        var changes = wanted.Select(d => BoundRoles.Judge(PlanOne(d, view), tenant, live)).ToList();
        if (changes.FirstOrDefault(c => c is Change.Conflict && c.Key.Kind == ObjectKind.Profile && c.Reason != ChangeReason.FieldOwned) is { } blocked)
        {
            return [.. Revocations(), blocked];
        }

        var fate = changes.FindIndex(c => c.Key == ProfileObject.Key(tenant.Name));
        if (profile is not null)
        {
            changes[fate] = OwnerTransferPlanner.Include(tenant, wanted.First(d => d.Key == profile.Key), changes[fate], profile, live);
        }

        if (profile is not null && QuotaPlanner.KeptScopes(tenant, changes[fate], live) is { } scopes)
        {
            changes[fate] = scopes;
        }

        // Who is to be the owner is listed no more, and is none while a conflict keeps the Profile as it is: the access of a contributor stays.
        changes.AddRange(Prune(view, wanted, kept: changes[fate] is Change.Conflict ? tenant.EffectiveOwner : null));
        if (profile is not null && QuotaPlanner.Plan(tenant, profile, changes[fate], live) is { } quota)
        {
            changes.Add(quota);
        }

        if (space is not null && wanted.All(d => d.Key != space.Key) && Forget(tenant, space) is { } forgotten)
        {
            changes.Add(forgotten);
        }

        if (changes[fate] is not Change.Conflict && wanted[0].MayAdopt && NamespaceClaim.Plan(tenant, profile, space, live) is { } claim)
        {
            changes.Add(claim);
        }

        changes.AddRange(RemainingGrants.Of(view, changes, reach).ToArray());
        return changes;

        // Whatever is in the way of all else: it must not keep a person in.
        IEnumerable<Change> Revocations() => Prune(view, wanted, tenant.EffectiveOwner).Where(c => c is Change.Delete { Scope: DeletionScope.Revocation });
    }

    private static Change PlanOne(DesiredObject desired, TenantView view)
    {
        var resource = (TenantResource)desired.Traits;
        var created = view.Profile is null ? ChangeReason.NewTenant : resource.ReasonOfCreation(desired, view);
        if (resource is ContributorResource)
        {
            desired = desired with { GivenUid = ContributorResource.GivenUid(desired, view) };
        }

        return ObjectPlanner.Plan(view.Set, desired, view.Live.Find(desired.Key), created, resource.ReasonOfChange, view.Live);
    }

    // profile-controller freezes a Profile whose Namespace is not annotated with its owner (profile_controller.go, Reconcile): nothing
    // may be written there, least of all a grant into a namespace with a different owner. Where the Namespace is known to be this Profile's it is
    // an owner transfer that was left half done, and is finished.
    private static Change.Conflict? Obstacle(string setName, Tenant tenant, bool mayAdopt, KubeObject? profile, KubeObject? space, LiveState live)
    {
        if (space is { IsTerminating: true })
        {
            return Stop(ChangeReason.Terminating, $"Namespace/{tenant.Name} is being deleted; wait until it is gone, then plan again");
        }

        if (space is null)
        {
            return null;
        }

        var annotated = space.Annotation(ProfileObject.OwnerAnnotation);
        var owner = profile is null ? tenant.EffectiveOwner : profile.Text("spec", "owner", "name");
        if (annotated == owner && profile is null && !mayAdopt)
        {
            return Stop(ChangeReason.NamespaceTaken,
                $"Namespace/{tenant.Name} exists, and was not made for this tenant; if it is to become the tenant's own, with all that is in it, " +
                "plan and apply with --adopt, or write \"adopt: true\" in the tenant");
        }

        if (annotated == owner || (profile is not null && BelongsTo(setName, profile) && OwnerTransferPlanner.IsHalfDone(profile, space, live)))
        {
            return null;
        }

        var says = string.IsNullOrEmpty(annotated) ? "has no owner annotation" : $"is annotated with owner {annotated}";
        return Stop(ChangeReason.NamespaceTaken, profile is null
            ? $"Namespace/{tenant.Name} exists and {says}; profile-controller would reject it: choose another name; or, if it really is this tenant's, annotate it " +
                $"({PasteText.Command("kubectl", "annotate", "namespace", tenant.Name, $"owner={tenant.EffectiveOwner}")}) and write \"adopt: true\" in the tenant, " +
                "which gives it the mesh's label, too"
            : $"Namespace/{tenant.Name} {says} while the Profile's owner is {owner ?? "empty"}; profile-controller has frozen this Profile: make the two agree first");

        Change.Conflict Stop(ChangeReason reason, string detail) => new(detail)
        {
            Key = ProfileObject.Key(tenant.Name),
            Tenant = tenant.Name,
            Reason = reason,
            Origin = tenant.Origin,
        };
    }

    private static IEnumerable<Change> Prune(TenantView view, ImmutableArray<DesiredObject> wanted, string? kept)
    {
        var keys = wanted.Select(d => d.Key).ToHashSet();
        return from resource in TenantResources.All
               where resource.IsPruned
               from found in resource is ContributorResource
                   ? view.Evidence.In(view.Tenant.Name, resource.Kind, view.Live)
                   : OwnObjects.In(view.Set, view.Tenant.Name, resource.Kind, view.Live, isConsented: wanted.Any(d => d.MayAdopt))
               where !keys.Contains(found.Key)
               select kept is not null && resource is ContributorResource && !view.Evidence.IsBinding(found) && ContributorResource.PersonOf(found) == kept
                   ? new Change.NoOp(resource.Phase) { Key = found.Key, Tenant = view.Tenant.Name, Reason = ChangeReason.Unchanged, Origin = view.Tenant.OwnerOrigin }
                   : resource.Prune(found, view, wanted);
    }

    private static Change.Forget? Forget(Tenant tenant, KubeObject space)
    {
        if (!space.Managers.IncludeUs)
        {
            return null;
        }

        var nothing = NamespaceResource.Instance.Nothing(tenant);
        var diff = ThreeWayDiff.Of(nothing.Fields, space, overruleAll: false);
        return new Change.Forget(nothing, ApplyRequests.Of(diff, null, space), Precondition.Of(space))
        {
            Key = space.Key,
            Tenant = tenant.Name,
            Reason = ChangeReason.NamespaceMetadata,
            Origin = tenant.NamespaceOrigin,
            Fields = diff.Fields,
            Risk = ChangeRisk.Of(space.Key.Kind, space.Key.Name, "release", diff.Fields),
        };
    }

    private static bool BelongsTo(string setName, KubeObject o) =>
        o.Label(Ownership.PartOfLabel) is { } partOf ? partOf == Ownership.SetId(setName) : o.Managers.IncludeUs;
}
