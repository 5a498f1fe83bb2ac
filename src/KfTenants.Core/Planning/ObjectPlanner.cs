using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Planning;

/// <summary>
/// The fate of one object: desired and live in, one <see cref="Change"/> out. The executor asks it again when an object moved
/// between plan and write, so it looks at nothing but its arguments.
/// </summary>
public static class ObjectPlanner
{
    /// <param name="live">Null when the object does not exist.</param>
    /// <param name="created">Why it would be created.</param>
    /// <param name="changed">Why it would be changed.</param>
    public static Change Plan(string setName, DesiredObject desired, KubeObject? live, ChangeReason created, ChangeReason changed)
    {
        if (live is null)
        {
            var (intent, ignored) = ThreeWayDiff.OfCreation(desired);
            desired = desired with { Intent = intent };
            return new Change.Create(desired)
            {
                Ignored = ignored,
                Key = desired.Key,
                Tenant = desired.Tenant,
                Reason = created,
                Origin = desired.Origin,
                Risk = RiskOf.Creation(desired),
                Fields = [.. FieldSet.OfIntent(desired.Intent.Body).Leaves
                    .Where(p => desired.Claim == Claim.Fields || SemanticEquality.IsMeaning(p))
                    .Select(p => new FieldChange(p, null, Shown(desired, p)))],
            };
        }

        if (live.IsTerminating)
        {
            return Refuse(desired, ChangeReason.Terminating, [], "is being deleted; wait until it is gone, then plan again");
        }

        if (desired.Claim == Claim.Fields)
        {
            return Compare(desired, live, changed, isAdoption: false);
        }

        if (live.Label(Ownership.PartOfLabel) is { } partOf && partOf != Ownership.SetId(setName))
        {
            return Refuse(desired, ChangeReason.OtherSet, [],
                $"belongs to another set ({Ownership.PartOfLabel}={partOf}); a tenant can be in one set only");
        }

        var isAdoption = live.Label(Ownership.PartOfLabel) is null && !FieldManagers.Of(live).IncludeUs;
        return isAdoption && !desired.MayAdopt
            ? Refuse(desired, ChangeReason.NotAdopted, [],
                "exists already and is not managed by kftenants; to take it over, plan and apply with --adopt, or write \"adopt: true\" in the tenant or in defaults")
            : Compare(desired, live, isAdoption ? ChangeReason.Adopted : changed, isAdoption);
    }

    /// <summary>What server-side apply must still find.</summary>
    /// <exception cref="KfTenantsException">A live object without uid or resourceVersion.</exception>
    public static Precondition PreconditionOf(KubeObject live) => live is { Uid: { } uid, ResourceVersion: { } version }
        ? new Precondition(uid, version)
        : throw new KfTenantsException($"{live.Key}: has no uid or resourceVersion; it cannot be changed safely");

    private static Change Compare(DesiredObject desired, KubeObject live, ChangeReason changed, bool isAdoption)
    {
        // What an adopted object's fields become, the plan shows. Of a namespace profile-controller sets labels only where there are none
        // (setNamespaceLabels), so that a declared one wins for good.
        var comparison = ThreeWayDiff.Of(desired, live, overruleAll: isAdoption || desired.Key.Kind == ObjectKind.Namespace);
        if (isAdoption && live.At(FieldSet.Segments(OwnershipMoves.LastApplied)) is { } remembered)
        {
            comparison = comparison with
            {
                Fields = [.. comparison.Fields.Append(new FieldChange(OwnershipMoves.LastApplied, CanonicalJson.Of(remembered), null)).OrderBy(f => f.Pointer, StringComparer.Ordinal)],
                Unset = [.. comparison.Unset.Append(OwnershipMoves.LastApplied).Order(StringComparer.Ordinal)],
            };
        }

        if (isAdoption && desired.Key.Kind == ObjectKind.Profile && comparison.Fields.FirstOrDefault(f => f.Pointer == OwnerTransfer.OwnerField) is { } owner)
        {
            // A name that two people chose looks the same; nobody's tenant is taken by a name.
            return Refuse(desired, ChangeReason.NotManaged, [owner],
                $"exists, belongs to no set, and its owner is {owner.Before ?? "nobody"}, not {owner.After}: choose another name, or, if it really is " +
                "this tenant, apply it once with its present owner (it is adopted), and change the owner then");
        }

        if (!comparison.Blocked.IsEmpty)
        {
            var held = comparison.Blocked.Select(b => b.Field).DistinctBy(f => f.Pointer);
            var conflict = Refuse(desired, ChangeReason.FieldOwned, [.. held], FieldConflict.Detail(desired.Key, comparison.Blocked));
            return conflict with { Ignored = comparison.Ignored };
        }

        if (comparison.Fields.IsEmpty && !isAdoption)
        {
            return new Change.NoOp
            {
                Key = desired.Key,
                Tenant = desired.Tenant,
                Reason = ChangeReason.Unchanged,
                Origin = desired.Origin,
                Ignored = comparison.Ignored,
            };
        }

        var reason = ReasonOf(comparison, changed);
        var risk = RiskOf.Change(desired, comparison.Fields);
        var moves = desired.Claim == Claim.Whole
            ? OwnershipMoves.Of(live, FieldManagers.Of(live), FieldSet.OfIntent(comparison.Intent.Body), isAdoption)
            : OwnershipMoves.None;
        var write = new Write.Apply(desired, comparison.Force, comparison.Unset) { Intent = comparison.Intent, ManagedFields = moves.ManagedFields };
        var precondition = PreconditionOf(live);
        if (comparison.Fields.Any(f => f.Pointer.StartsWith("/roleRef/", StringComparison.Ordinal)))
        {
            return new Change.Replace(desired with { Intent = comparison.Intent }, precondition)
            {
                Ignored = comparison.Ignored,
                Key = desired.Key,
                Tenant = desired.Tenant,
                Reason = reason,
                Origin = desired.Origin,
                Fields = comparison.Fields,
                Risk = Risk.Replace,
            };
        }

        return isAdoption
            ? new Change.Adopt(write, precondition)
            {
                Ignored = comparison.Ignored,
                Moves = moves.Moves,
                Key = desired.Key,
                Tenant = desired.Tenant,
                Reason = reason,
                Origin = desired.Origin,
                Fields = comparison.Fields,
                Risk = risk,
            }
            : new Change.Update(write, precondition)
            {
                Ignored = comparison.Ignored,
                Moves = moves.Moves,
                Key = desired.Key,
                Tenant = desired.Tenant,
                Reason = reason,
                Origin = desired.Origin,
                Fields = comparison.Fields,
                Risk = risk,
            };
    }

    private static ChangeReason ReasonOf(ThreeWayDiff comparison, ChangeReason changed)
    {
        if (changed == ChangeReason.Adopted)
        {
            return changed;
        }

        if (comparison.Fields.All(f => f.IsDrift))
        {
            return ChangeReason.Drift;
        }

        return comparison.Fields.All(f => f.Pointer.StartsWith("/metadata/labels/", StringComparison.Ordinal)) && changed != ChangeReason.NamespaceMetadata
            ? ChangeReason.OwnLabels
            : changed;
    }

    private static Change.Conflict Refuse(DesiredObject desired, ChangeReason reason, ImmutableArray<FieldChange> fields, string detail) =>
        new(detail)
        {
            Key = desired.Key,
            Tenant = desired.Tenant,
            Reason = reason,
            Origin = desired.Origin,
            Fields = fields,
        };

    private static string Shown(DesiredObject desired, string pointer) => SecretFields.Hold(desired.Key.Kind, pointer)
        ? FieldChange.Hidden
        : CanonicalJson.Of(desired.Intent.At(FieldSet.Segments(pointer))!.Value);
}
