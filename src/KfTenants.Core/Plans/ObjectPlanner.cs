using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// The fate of one object: desired and live in, one <see cref="Change"/> out. The executor asks it again when an object moved
/// between plan and write, so it looks at nothing but its arguments.
/// </summary>
public static class ObjectPlanner
{
    /// <param name="live">Null when the object does not exist.</param>
    /// <param name="created">Why it would be created.</param>
    /// <param name="changed">Why it would be changed, by the fields that differ.</param>
    /// <param name="around">Says which set an object of another one belongs to; null where no person reads it.</param>
    public static Change Plan(
        string setName, DesiredObject desired, KubeObject? live, ChangeReason created, Func<ImmutableArray<FieldChange>, ChangeReason> changed,
        LiveState? around = null)
    {
        if (live is null)
        {
            return Create(desired, created);
        }

        if (live.Flaw is { } flaw)
        {
            return Refuse(desired, ChangeReason.Unreadable, [], UnreadableDetail(flaw));
        }

        if (live.IsTerminating)
        {
            return Refuse(desired, ChangeReason.Terminating, [], "is being deleted; wait until it is gone, then plan again");
        }

        if (desired.Claim == Claim.Fields)
        {
            return Compare(desired, live, changed, isAdoption: false);
        }

        var isGiven = desired.GivenUid is { } given && live.Uid == given;
        if (!isGiven && live.Label(Ownership.PartOfLabel) is { } partOf && partOf != Ownership.SetId(setName))
        {
            return Refuse(desired, ChangeReason.OtherSet, [],
                $"belongs to {(around is null ? "another set" : Ownership.SetOf(partOf, around))}; a tenant can be in only one set: take it out of one of the two files");
        }

        // An older create or update by our name counts as well: its fields become ours with the next apply.
        var isMarked = live.Label(Ownership.PartOfLabel) is not null;
        if (live.Managers.IncludeUs || (isMarked && live.Managers.Entries.Any(e => e.Manager == Ownership.FieldManager)))
        {
            return Compare(desired, live, changed, isAdoption: false);
        }

        if (isGiven || isMarked)
        {
            return TakeBack(desired, live, isProven: isGiven || desired.MayAdopt);
        }

        return desired.MayAdopt
            ? Compare(desired, live, _ => ChangeReason.Adopted, isAdoption: true)
            : Refuse(desired, ChangeReason.NotAdopted, [],
                "exists already and is not managed by kftenants; to take it over, plan and apply with --adopt, or write \"adopt: true\" in the tenant or in defaults");
    }

    // Our label and not our Apply entry: restored from a backup that leaves managedFields out, or they were removed. The label alone proves
    // nothing, because an editor of the tenant can copy it; with a content that is exactly as the document says there is nothing to lose.
    private static Change TakeBack(DesiredObject desired, KubeObject live, bool isProven) =>
        isProven || ThreeWayDiff.Of(desired.Fields, live, overruleAll: true).Fields.All(f => !SemanticEquality.IsMeaning(f.Pointer))
            ? Compare(desired, live, _ => ChangeReason.TakenBack, isAdoption: true)
            : Refuse(desired, ChangeReason.NotAdopted, [],
                "carries the label of this set, but kftenants owns none of its fields, as after a restore that left managedFields out, and it is not as the file says; " +
                    "to take it back, plan and apply with --adopt");

    /// <summary>What is said of an object of which content or managers are not known.</summary>
    public static string UnreadableDetail(string flaw) =>
        $"cannot be read safely: {flaw}; nothing but revocations is written to its tenant: look who wrote it, set its " +
        "metadata.managedFields to [{}] or restore it, then plan again";

    private static Change.Create Create(DesiredObject desired, ChangeReason reason)
    {
        var (intent, ignored) = ThreeWayDiff.OfCreation(desired.Fields);
        desired = desired with { Intent = intent };
        ImmutableArray<FieldChange> fields =
        [
            .. FieldSet.OfIntent(intent.Body).Leaves
                .Where(p => desired.Claim == Claim.Fields || desired.Traits.ShowsAtCreation(p))
                .Select(p => new FieldChange(p, null, desired.Traits.Equality.Shown(p, intent.AtPointer(p)))),
        ];
        return new Change.Create(desired)
        {
            Tier = TierOf(desired, reason),
            Ignored = ignored,
            Key = desired.Key,
            Tenant = desired.Tenant,
            Reason = reason,
            Origin = desired.Origin,
            Risk = ChangeRisk.Of(desired.Key.Kind, desired.Key.Name, "create", fields),
            Fields = fields,
        };
    }

    private static Change Compare(
        DesiredObject desired, KubeObject live, Func<ImmutableArray<FieldChange>, ChangeReason> changed, bool isAdoption)
    {
        // What an adopted object's fields become, the plan shows.
        var diff = ThreeWayDiff.Of(desired.Fields, live, overruleAll: isAdoption || desired.Traits.OverrulesEveryManager);
        if (isAdoption && live.AtPointer(OwnershipMoves.LastApplied) is { } remembered)
        {
            diff = diff with
            {
                Fields = [.. diff.Fields
                    .Append(new FieldChange(OwnershipMoves.LastApplied, desired.Traits.Equality.Shown(OwnershipMoves.LastApplied, remembered), null))
                    .OrderBy(f => f.Pointer, StringComparer.Ordinal)],
                Unset = [.. diff.Unset.Append(OwnershipMoves.LastApplied).Order(StringComparer.Ordinal)],
            };
        }

        if (isAdoption && desired.Traits.WhyNotAdopted(diff.Fields) is { } problem)
        {
            return Refuse(desired, ChangeReason.NotManaged, [problem.Field], problem.Detail);
        }

        if (!diff.Blocked.IsEmpty)
        {
            var held = diff.Blocked.Select(b => b.Field).DistinctBy(f => f.Pointer);
            var conflict = Refuse(desired, ChangeReason.FieldOwned, [.. held], FieldConflict.Detail(desired.Key, desired.Traits.Equality, diff.Blocked));
            return conflict with { Ignored = diff.Ignored };
        }

        if (diff.Fields.IsEmpty && !isAdoption)
        {
            // The same key, and one instance of its name for both: most of a large plan are such.
            return new Change.NoOp(desired.Traits.Phase)
            {
                Key = live.Key,
                Tenant = desired.Tenant,
                Reason = ChangeReason.Unchanged,
                Origin = desired.Origin,
                Ignored = diff.Ignored,
            };
        }

        return Write(desired, live, diff, isAdoption, isAdoption ? changed([]) : ReasonOf(diff, changed(diff.Fields)));
    }

    private static Change Write(DesiredObject desired, KubeObject live, ThreeWayDiff diff, bool isAdoption, ChangeReason reason)
    {
        var found = Precondition.Of(live);
        if (diff.Fields.Any(f => desired.Traits.Equality.IsImmutable(f.Pointer)))
        {
            return new Change.Replace(desired with { Intent = diff.Intent }, found)
            {
                Ignored = diff.Ignored,
                Key = desired.Key,
                Tenant = desired.Tenant,
                Reason = reason,
                Origin = desired.Origin,
                Fields = diff.Fields,
                Risk = ChangeRisk.Of(desired.Key.Kind, desired.Key.Name, "replace", diff.Fields),
            };
        }

        var moves = desired.Claim == Claim.Whole
            ? OwnershipMoves.Of(live, live.Managers, FieldSet.OfIntent(diff.Intent.Body), isAdoption, reason == ChangeReason.TakenBack)
            : OwnershipMoves.None;
        var requests = ApplyRequests.Of(diff, moves.ManagedFields, live);
        return isAdoption
            ? With(new Change.Adopt(desired, requests, found) { Key = desired.Key, Tenant = desired.Tenant, Reason = reason })
            : With(new Change.Update(new ObjectBasis(desired), requests, found) { Key = desired.Key, Tenant = desired.Tenant, Reason = reason });

        Change With(Change change) => change with
        {
            Ignored = diff.Ignored,
            Moves = moves.Moves,
            Tier = TierOf(desired, reason),
            Origin = desired.Origin,
            Fields = diff.Fields,
            Risk = ChangeRisk.Of(desired.Key.Kind, desired.Key.Name, change.Action, diff.Fields),
        };
    }

    private static string? TierOf(DesiredObject desired, ChangeReason reason) => reason.IsAboutLimits ? desired.Tier : null;

    private static ChangeReason ReasonOf(ThreeWayDiff diff, ChangeReason changed)
    {
        if (diff.Fields.All(f => f.IsDrift))
        {
            return ChangeReason.Drift;
        }

        return diff.Fields.All(f => f.Pointer.StartsWith("/metadata/labels/", StringComparison.Ordinal)) && changed != ChangeReason.NamespaceMetadata
            ? ChangeReason.OwnLabels
            : changed;
    }

    private static Change.Conflict Refuse(DesiredObject desired, ChangeReason reason, ImmutableArray<FieldChange> fields, string detail) =>
        new(detail, desired.Traits.Phase)
        {
            Key = desired.Key,
            Tenant = desired.Tenant,
            Reason = reason,
            Origin = desired.Origin,
            Fields = fields,
        };
}
