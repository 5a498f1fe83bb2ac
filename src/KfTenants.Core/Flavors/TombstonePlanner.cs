using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>
/// The fate of a tenant that must not exist: the one deletion that takes data with it, so that all evidence is asked for first. What this
/// set granted goes first, because a Namespace that was not made for the Profile stays, and one that is being deleted may stay for long.
/// </summary>
internal static class TombstonePlanner
{
    public static IEnumerable<Change> Plan(TenantRoot root, string setName, Tombstone tombstone, LiveState live, GrantEvidence evidence)
    {
        var fate = root.Deletion(setName, tombstone, live);
        return fate is Change.Conflict { Reason: var reason } && reason != ChangeReason.Terminating
            ? [fate]
            : [.. Revocations(tombstone, live, evidence), .. fate is null ? ImmutableArray<Change>.Empty : [fate]];
    }

    // Allowed together with the deletion of the tenant.
    private static IEnumerable<Change> Revocations(Tombstone tombstone, LiveState live, GrantEvidence evidence) =>
        from resource in TenantResources.Grants
        from found in evidence.In(tombstone.Name, resource.Kind, live)
        select resource.Revoke(found, tombstone.Name, ChangeReason.ContributorRemoved) with
        {
            Origin = tombstone.Origin,
            IsHarmless = true,
        };

    /// <summary>Why this set may not delete the root; null when it may.</summary>
    internal static Change.Conflict? Refusal(string setName, Tombstone tombstone, KubeObject root, LiveState live)
    {
        if (root.Label(Ownership.PartOfLabel) is { } partOf && partOf != Ownership.SetId(setName))
        {
            return Stop(tombstone, root.Key, ChangeReason.OtherSet,
                $"belongs to {Ownership.SetOf(partOf, live)}; only that set may delete it: remove the entry from this file");
        }

        return root.Label(Ownership.PartOfLabel) is null || !root.Managers.IncludeUs
            ? Stop(tombstone, root.Key, ChangeReason.NotManaged,
                $"exists, and set {setName} does not manage it: kftenants deletes only what it created or adopted. " +
                $"Apply it once with state: active to adopt it, delete it yourself ({PasteText.Kubectl("delete", root.Key)}), or remove the entry from the file")
            : null;
    }

    internal static Change.Conflict Stop(Tombstone tombstone, ObjectKey key, ChangeReason reason, string detail) => new(detail)
    {
        Key = key,
        Tenant = tombstone.Name,
        Reason = reason,
        Origin = tombstone.Origin,
    };
}
