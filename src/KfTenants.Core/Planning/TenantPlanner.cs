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
    // The kinds that a tenant's objects can be deleted from. A Profile is not among them: omission never destroys data.
    private static readonly ImmutableArray<ObjectKind> Prunable = [ObjectKind.RoleBinding, ObjectKind.AuthorizationPolicy, ObjectKind.LimitRange];

    public static IEnumerable<Change> Plan(string setName, Tenant tenant, IEnumerable<DesiredObject> desired, LiveState live)
    {
        var wanted = desired.ToImmutableArray();
        var profile = live.Find(ProfileObject.Key(tenant.Name));
        var space = live.Find(NamespaceObject.Key(tenant.Name));
        if (Obstacle(setName, tenant, profile, space, live) is { } obstacle)
        {
            return [obstacle];
        }

        var reasons = new Reasons(setName, tenant, live, profile);
        var changes = wanted.Select(d => PlanOne(setName, d, live.Find(d.Key), reasons)).ToList();
        if (changes.FirstOrDefault(c => c is Change.Conflict && c.Key.Kind == ObjectKind.Profile && c.Reason != ChangeReason.FieldOwned) is { } blocked)
        {
            return [blocked];
        }

        var fate = changes.FindIndex(c => c.Key == ProfileObject.Key(tenant.Name));
        if (profile is not null)
        {
            changes[fate] = OwnerTransferPlanner.Include(tenant, wanted.First(d => d.Key == profile.Key), changes[fate], profile, live);
        }

        // Who is to be the owner is listed no more, and is none while a conflict keeps the Profile as it is: the access of a contributor stays.
        changes.AddRange(Prune(setName, tenant, wanted, live, kept: changes[fate] is Change.Conflict ? tenant.EffectiveOwner : null));
        if (profile is not null && QuotaPlanner.Plan(tenant, profile, changes[fate], live) is { } quota)
        {
            changes.Add(quota);
        }

        if (space is not null && wanted.All(d => d.Key != space.Key) && Forget(tenant, space) is { } forgotten)
        {
            changes.Add(forgotten);
        }

        if (tenant.IsSuspended)
        {
            changes.AddRange(SurvivingGrants.Of(tenant, changes, live).ToArray());
        }

        return changes;
    }

    private static Change PlanOne(string setName, DesiredObject desired, KubeObject? live, Reasons reasons)
    {
        var change = ObjectPlanner.Plan(setName, desired, live, reasons.OfCreation(desired), Reasons.OfChange(desired.Key.Kind));
        return change.Reason == ChangeReason.ProfileChanged ? change with { Reason = Reasons.OfProfile(change.Fields) } : change;
    }

    // profile-controller freezes a Profile whose Namespace is not annotated with its owner (profile_controller.go, Reconcile): nothing
    // may be written there, least of all a grant into somebody else's namespace. Where the Namespace is known to be this Profile's it is
    // a hand-over that was left half done, and is finished.
    private static Change.Conflict? Obstacle(string setName, Tenant tenant, KubeObject? profile, KubeObject? space, LiveState live)
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
        if (annotated == owner || (profile is not null && BelongsTo(setName, profile) && OwnerTransferPlanner.IsHalfDone(profile, space, live)))
        {
            return null;
        }

        var says = annotated is null ? "has no owner annotation" : $"is annotated with owner {annotated}";
        return Stop(ChangeReason.NamespaceTaken, profile is null
            ? $"Namespace/{tenant.Name} exists and {says}; profile-controller would refuse it: annotate it with owner={tenant.EffectiveOwner} if it really is this tenant's, or choose another name"
            : $"Namespace/{tenant.Name} {says} while the Profile's owner is {owner ?? "nobody"}; profile-controller has frozen this Profile: make the two agree first");

        Change.Conflict Stop(ChangeReason reason, string detail) => new(detail)
        {
            Key = ProfileObject.Key(tenant.Name),
            Tenant = tenant.Name,
            Reason = reason,
            Origin = tenant.Origin,
        };
    }

    private static IEnumerable<Change> Prune(string setName, Tenant tenant, ImmutableArray<DesiredObject> wanted, LiveState live, string? kept)
    {
        var keys = wanted.Select(d => d.Key).ToHashSet();
        var people = tenant.EffectiveContributors.Select(c => c.Email).Append(tenant.EffectiveOwner).ToHashSet(StringComparer.Ordinal);
        return from kind in Prunable
               from found in OwnObjects.In(setName, tenant.Name, kind, live)
               where !keys.Contains(found.Key)
               select kept is not null && PersonOf(found) == kept
                   ? new Change.NoOp { Key = found.Key, Tenant = tenant.Name, Reason = ChangeReason.Unchanged, Origin = tenant.OwnerOrigin }
                   : (Change)new Change.Delete(ObjectPlanner.PreconditionOf(found))
                   {
                       Key = found.Key,
                       Tenant = tenant.Name,
                       Reason = kind == ObjectKind.LimitRange ? ChangeReason.LimitRangeRemoved
                       : tenant.IsSuspended ? ChangeReason.Suspended
                       : people.Contains(PersonOf(found)) ? ChangeReason.RoleChanged : ChangeReason.ContributorRemoved,
                       Origin = tenant.Origin,
                       Risk = RiskOf.Deletion(kind),
                       Content = ObjectContent.Of(found),
                       After = wanted.FirstOrDefault(d => d.Key.Kind == kind && ContributorObjects.Kinds.Contains(kind) && PersonOf(d.Intent) == PersonOf(found))?.Key,
                   };
    }

    private static Change.Forget? Forget(Tenant tenant, KubeObject space)
    {
        if (!FieldManagers.Of(space).IncludeUs)
        {
            return null;
        }

        var nothing = new DesiredObject(NamespaceObject.Nothing(tenant.Name), Claim.Fields, tenant.Name, tenant.NamespaceOrigin);
        return new Change.Forget(nothing, ObjectPlanner.PreconditionOf(space))
        {
            Key = space.Key,
            Tenant = tenant.Name,
            Reason = ChangeReason.NamespaceMetadata,
            Origin = tenant.NamespaceOrigin,
            Fields = ThreeWayDiff.Of(nothing, space, overruleAll: false).Fields,
            Risk = Risk.Metadata,
        };
    }

    private static bool BelongsTo(string setName, KubeObject o) =>
        o.Label(Ownership.PartOfLabel) is { } partOf ? partOf == Ownership.SetId(setName) : FieldManagers.Of(o).IncludeUs;

    internal static string PersonOf(KubeObject grant) =>
        Grants.Of(grant).Select(g => g.Person).FirstOrDefault() ?? grant.Annotation(ContributorObjects.UserAnnotation) ?? "";

    /// <summary>Why an object of this tenant is made or changed.</summary>
    /// <param name="profile">Null when the tenant is new.</param>
    private sealed class Reasons(string setName, Tenant tenant, LiveState live, KubeObject? profile)
    {
        private readonly HashSet<string> _present = [.. live.In(tenant.Name, ObjectKind.RoleBinding)
            .Where(b => b.Label(Ownership.PartOfLabel) == Ownership.SetId(setName))
            .SelectMany(Grants.Of)
            .Select(g => g.Person)];

        public ChangeReason OfCreation(DesiredObject desired)
        {
            if (profile is null)
            {
                return ChangeReason.NewTenant;
            }

            if (desired.Key.Kind == ObjectKind.LimitRange)
            {
                return ChangeReason.LimitRangeAdded;
            }

            if (desired.Key.Kind == ObjectKind.Namespace)
            {
                return ChangeReason.NamespaceMetadata;
            }

            if (OwnerTransferPlanner.IsSuspended(profile))
            {
                return ChangeReason.Activated;
            }

            var otherKind = desired.Key.Kind == ObjectKind.RoleBinding ? ObjectKind.AuthorizationPolicy : ObjectKind.RoleBinding;
            if (live.Find(desired.Key with { Kind = otherKind })?.Label(Ownership.PartOfLabel) == Ownership.SetId(setName))
            {
                return ChangeReason.PairIncomplete;
            }

            return _present.Contains(PersonOf(desired.Intent)) ? ChangeReason.RoleChanged : ChangeReason.ContributorAdded;
        }

        public static ChangeReason OfChange(ObjectKind kind) => kind.Kind switch
        {
            "Profile" => ChangeReason.ProfileChanged,
            "Namespace" => ChangeReason.NamespaceMetadata,
            "LimitRange" => ChangeReason.LimitRangeChanged,
            "RoleBinding" => ChangeReason.BindingChanged,
            _ => ChangeReason.PolicyChanged,
        };

        public static ChangeReason OfProfile(ImmutableArray<FieldChange> fields) => fields switch
        {
            _ when fields.Any(f => f.Pointer.StartsWith("/spec/resourceQuotaSpec", StringComparison.Ordinal)) => ChangeReason.QuotaChanged,
            _ when fields.Any(f => f.Pointer.StartsWith("/spec/plugins", StringComparison.Ordinal)) => ChangeReason.PluginsChanged,
            _ => ChangeReason.ProfileChanged,
        };
    }
}
