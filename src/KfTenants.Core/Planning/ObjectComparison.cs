using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Objects;

namespace KfTenants.Planning;

/// <summary>
/// The three-way difference of one object: intent, live value, and who owns each differing field (<c>managedFields</c>). It
/// predicts what server-side apply would do, without asking the server.
/// </summary>
/// <param name="Fields">What an apply changes, sorted by pointer.</param>
/// <param name="Unset">Fields inside what is ours that another manager owns and that must go: apply alone cannot remove them.</param>
/// <param name="Force">Some change takes a field from a manager that may be overruled.</param>
/// <param name="Blocked">The differing fields held by managers that may not be overruled.</param>
public sealed record ObjectComparison(
    ImmutableArray<FieldChange> Fields,
    ImmutableArray<string> Unset,
    bool Force,
    ImmutableArray<(FieldChange Field, FieldManagerEntry Owner)> Blocked)
{
    /// <param name="overruleAll">The object is being adopted: every differing field is taken, as the plan shows.</param>
    public static ObjectComparison Of(DesiredObject desired, KubeObject live, bool overruleAll)
    {
        var kind = desired.Key.Kind;
        var managers = FieldManagers.Of(live);
        var wanted = FieldSet.OfIntent(desired.Intent.Body);
        var comparison = new Building(managers, kind, overruleAll);
        foreach (var pointer in wanted.Leaves)
        {
            if (ValueAt(desired.Intent, pointer) is { } value)
            {
                comparison.Want(pointer, value, ValueAt(live, pointer));
            }
        }

        if (desired.Claim == Claim.Whole)
        {
            foreach (var pointer in FieldSet.OfIntent(live.Body).Leaves.Where(FieldEquality.IsMeaning).Where(p => !Covers(wanted, p)))
            {
                if (ValueAt(live, pointer) is { } value)
                {
                    comparison.Remove(pointer, value);
                }
            }
        }

        foreach (var pointer in managers.Ours.Leaves.Where(p => desired.Claim == Claim.Fields || !FieldEquality.IsMeaning(p)).Where(p => !Covers(wanted, p)))
        {
            if (ValueAt(live, pointer) is { } value)
            {
                comparison.GiveUp(pointer, value);
            }
        }

        return comparison.Done();
    }

    // Null for what is written as null, too: it says nothing.
    private static JsonElement? ValueAt(KubeObject o, string pointer) => o.At(FieldSet.Segments(pointer));

    // An atomic map is owned as one leaf where its members are wanted one by one, and the other way round.
    private static bool Covers(FieldSet wanted, string pointer) =>
        wanted.Contains(pointer) || wanted.Leaves.Any(w => w.StartsWith(pointer + "/", StringComparison.Ordinal));

    private sealed class Building(FieldManagers managers, ObjectKind kind, bool overruleAll)
    {
        private readonly List<FieldChange> _fields = [];
        private readonly List<string> _unset = [];
        private readonly List<(FieldChange, FieldManagerEntry)> _blocked = [];
        private bool _force;

        public void Want(string pointer, JsonElement desired, JsonElement? live)
        {
            if (live is { } present && FieldEquality.Same(kind, pointer, desired, present))
            {
                return;
            }

            Take(pointer, Text(live), Text(desired));
        }

        public void Remove(string pointer, JsonElement live)
        {
            if (FieldEquality.MayStay(kind, pointer, live))
            {
                return;
            }

            var onlyOurs = managers.WeOwn(pointer) && !managers.OthersOf(pointer).Any();
            if (Take(pointer, Text(live), null) && !onlyOurs)
            {
                _unset.Add(pointer);
            }
        }

        public void GiveUp(string pointer, JsonElement live)
        {
            // Somebody else's too: it stays, and there is nothing to do.
            if (!managers.OthersOf(pointer).Any())
            {
                _fields.Add(new FieldChange(pointer, Text(live), null));
            }
        }

        public ObjectComparison Done() => new(
            [.. _fields.OrderBy(f => f.Pointer, StringComparer.Ordinal)],
            [.. _unset.Order(StringComparer.Ordinal)],
            _force,
            [.. _blocked]);

        private bool Take(string pointer, string? before, string? after)
        {
            var owners = managers.OthersOf(pointer).ToList();
            var field = new FieldChange(pointer, before, after);
            var last = owners.Where(o => o.Manager != Ownership.FieldManager).MaxBy(o => o.Time ?? DateTimeOffset.MinValue);
            if (last is not null && IsDrift(pointer, last))
            {
                field = field with { TakenFrom = last.Manager, TakenFromTime = last.Time };
            }

            if (!overruleAll && owners.FirstOrDefault(o => !ManagerPolicy.MayOverrule(o) && !ManagerPolicy.OnlyMadeIt(kind, pointer, o)) is { } keeper)
            {
                _blocked.Add((field, keeper));
                return false;
            }

            _force |= owners.Count > 0;
            _fields.Add(field);
            return true;
        }

        // Somebody else holds a field that we do not, and wrote after our last apply: behind our back. Before it, the field was not asked for.
        private bool IsDrift(string pointer, FieldManagerEntry other) =>
            managers.IncludeUs && !managers.WeOwn(pointer) &&
            (other.Time ?? DateTimeOffset.MaxValue) >= (managers.Entries.First(e => e.IsOurs).Time ?? DateTimeOffset.MinValue);

        // The data of a Secret is shown in no plan.
        private string? Text(JsonElement? value) => value switch
        {
            null => null,
            _ when kind == ObjectKind.Secret => FieldChange.Hidden,
            { } shown => CanonicalJson.Of(shown),
        };
    }
}
