using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>Kubeflow: a tenant is a Profile. profile-controller makes its Namespace and lets its owner in.</summary>
public sealed class ProfileRoot : TenantRoot
{
    public static readonly ProfileRoot Instance = new();

    private ProfileRoot()
    {
    }

    public override Flavor Flavor => Flavor.Kubeflow;

    public override ObjectKind Kind => ObjectKind.Profile;

    public override IEnumerable<KubeObject> All(LiveState live) => live.Of(ObjectKind.Profile);

    public override string? OwnerOf(KubeObject root) => root.Text("spec", "owner", "name");

    public override bool IsSuspended(KubeObject root) => ProfileObject.IsSuspended(root);

    public override string? HolderIn(string tenant, LiveState live) => Find(tenant, live) is { } profile
        ? NotSuspension(Grants.HolderOf(profile, live.Find(ProfileObject.OwnerBindingKey(tenant))))
        : null;

    public override string? HolderAfter(string tenant, LiveState live, Change? fate, IEnumerable<KubeObject> bindings) => fate switch
    {
        Change.Create create => NotSuspension(OwnerOf(create.Wanted.Intent)),
        Change.OwnerTransfer transfer => NotSuspension(transfer.Owner),
        Change.Delete => null,
        _ => HolderIn(tenant, live),
    };

    public override bool IsTransfer(Change change) => change is Change.OwnerTransfer;

    public override IEnumerable<string> SubjectsOf(KubeObject binding, LiveState live) => IsControllers(binding)
        ? ControllerGrants.Extras(binding, OwnersOf(binding.Key.Namespace!, live))
        : Grants.Subjects(binding);

    public override IEnumerable<MeshSubject> SubjectsOf(KubeObject policy, LiveState live, PolicyReach reach) => policy.Key.Name == ProfileObject.OwnerPolicy
        ? ControllerGrants.Extras(policy, OwnersOf(policy.Key.Namespace!, live), reach)
        : reach.Of(policy);

    public override IEnumerable<Grants.Grant> GrantsOf(KubeObject binding, LiveState live) => IsControllers(binding)
        ? Grants.OfPeople(binding).Where(g => SubjectsOf(binding, live).Contains(g.Person))
        : Grants.OfPeople(binding);

    public override Role? RoleOf(string? clusterRole) => RoleNames.OfClusterRole(clusterRole);

    public override ObjectKey OwnerBindingKey(string tenant, string owner) => ProfileObject.OwnerBindingKey(tenant);

    public override bool IsFrozen(KubeObject root, LiveState live) =>
        live.Find(NamespaceObject.Key(root.Key.Name)) is { } space && OwnerTransferPlanner.IsFrozen(root, space);

    // profile-controller freezes a Profile whose Namespace is not annotated with its owner (profile_controller.go, Reconcile): nothing
    // may be written there, least of all a grant into a namespace with a different owner. Where the Namespace is known to be this Profile's it is
    // an owner transfer that was left half done, and is finished.
    public override Change.Conflict? Obstacle(string setName, Tenant tenant, bool mayAdopt, LiveState live)
    {
        var profile = Find(tenant.Name, live);
        var space = live.Find(NamespaceObject.Key(tenant.Name));
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

    public override Change Complete(Tenant tenant, DesiredObject desired, Change planned, LiveState live)
    {
        if (Find(tenant.Name, live) is not { } profile)
        {
            return planned;
        }

        var change = OwnerTransferPlanner.Include(tenant, desired, planned, profile, live);
        return QuotaPlanner.KeptScopes(tenant, change, live) ?? change;
    }

    public override IEnumerable<Change> Beside(Tenant tenant, Change fate, ImmutableArray<DesiredObject> wanted, LiveState live)
    {
        var profile = Find(tenant.Name, live);
        var space = live.Find(NamespaceObject.Key(tenant.Name));
        if (profile is not null && QuotaPlanner.Plan(tenant, profile, fate, live) is { } quota)
        {
            yield return quota;
        }

        if (space is not null && wanted.All(d => d.Key != space.Key) && Forget(tenant, space) is { } forgotten)
        {
            yield return forgotten;
        }

        if (fate is not Change.Conflict && wanted[0].MayAdopt && NamespaceClaim.Plan(tenant, profile, space, live) is { } claim)
        {
            yield return claim;
        }
    }

    public override Change? Deletion(string setName, Tombstone tombstone, LiveState live) => ProfileDeletion.Plan(setName, tombstone, live);

    public override IEnumerable<PlanNotice> NoticesOf(Tenant tenant, bool mayAdopt, LiveState live) => ProfileNotices.Of(tenant, mayAdopt, live);

    public override IEnumerable<PlanNotice> NoticesOf(Tombstone tombstone, LiveState live) => ProfileNotices.Of(tombstone, live);

    /// <summary>Whom profile-controller takes for the owner; in an owner transfer both of them for a while.</summary>
    public static ImmutableArray<string> OwnersOf(string tenant, LiveState live)
    {
        var owner = live.Find(ProfileObject.Key(tenant))?.Text("spec", "owner", "name");
        var annotated = live.Find(NamespaceObject.Key(tenant))?.Annotation(ProfileObject.OwnerAnnotation);
        return owner is not null && annotated is not null && owner != annotated ? [owner, annotated]
            : (owner ?? annotated) is { } only ? [only]
            : [];
    }

    // The address that owns a suspended tenant does not belong to a person.
    private static string? NotSuspension(string? owner) => owner == Suspension.Owner ? null : owner;

    private static bool IsControllers(KubeObject binding) => ProfileObject.ControllerBindings.Contains(binding.Key.Name);

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
