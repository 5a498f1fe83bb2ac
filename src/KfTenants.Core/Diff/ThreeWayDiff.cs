using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>
/// The three-way difference of one object: intent, live value, and who owns each differing field (<c>managedFields</c>). It
/// predicts what server-side apply would do, without asking the server.
/// </summary>
/// <param name="Intent">What is to be sent: the document's, without what its rules leave to others.</param>
/// <param name="Fields">What an apply changes, sorted by pointer.</param>
/// <param name="Unset">What apply alone cannot remove, or not without harm: fields inside what is ours that must go and that another manager
/// owns, maps that end empty and that another manager once wrote empty, and the last of our fields in a map that holds other fields, too.</param>
/// <param name="Force">Some change takes a field from a manager that may be overruled.</param>
/// <param name="Blocked">The differing fields held by managers that may not be overruled, once for each manager.</param>
/// <param name="Ignored">The differing fields that rules leave alone, sorted by pointer.</param>
public sealed record ThreeWayDiff(
    KubeObject Intent,
    ImmutableArray<FieldChange> Fields,
    ImmutableArray<string> Unset,
    bool Force,
    ImmutableArray<(FieldChange Field, FieldManagerEntry Owner)> Blocked,
    ImmutableArray<IgnoredField> Ignored)
{
    /// <param name="overruleAll">The object is being adopted: every differing field is taken, as the plan shows.</param>
    public static ThreeWayDiff Of(DesiredFields desired, KubeObject live, bool overruleAll)
    {
        if (desired.Rules.IsEmpty && IsToTheLetter(desired, live))
        {
            return new ThreeWayDiff(desired.Intent, [], [], Force: false, [], []);
        }

        var managers = live.Managers;
        var wanted = FieldSet.OfIntent(desired.Intent.Body);
        var comparison = new Building(live, desired, wanted, overruleAll);
        foreach (var pointer in wanted.Leaves)
        {
            if (desired.Intent.AtPointer(pointer) is { } value && !comparison.Leave(pointer, value, live.AtPointer(pointer)))
            {
                comparison.Want(pointer, value, live.AtPointer(pointer));
            }
        }

        if (desired.Claim == Claim.Whole)
        {
            foreach (var pointer in FieldSet.OfIntent(live.Body).Leaves.Where(SemanticEquality.IsMeaning)
                .Where(p => !Covers(wanted, p) && !desired.Equality.AtomicMaps.Any(a => wanted.Contains(a) && JsonPointer.IsBelow(p, a))))
            {
                if (live.AtPointer(pointer) is { } value && !comparison.Leave(pointer, null, value))
                {
                    comparison.Remove(pointer, value);
                }
            }
        }

        foreach (var pointer in managers.Ours.Leaves.Where(p => desired.Claim == Claim.Fields || !SemanticEquality.IsMeaning(p)).Where(p => !Covers(wanted, p)))
        {
            if (live.AtPointer(pointer) is { } value && !comparison.Leave(pointer, null, value))
            {
                comparison.GiveUp(pointer, value);
            }
        }

        return comparison.Done();
    }

    /// <summary>What is left of an object that does not exist yet: all but the fields that rules ignore.</summary>
    public static (KubeObject Intent, ImmutableArray<IgnoredField> Ignored) OfCreation(DesiredFields desired)
    {
        var left = FieldSet.OfIntent(desired.Intent.Body).Leaves.Where(p => FieldRules.For(desired.Rules, p, []) is not null).ToImmutableArray();
        return (
            RuledIntent.Of(desired.Intent, [.. left.Select(p => (p, (JsonElement?)null))]),
            [.. left.Select(p => new IgnoredField(p, null, CanonicalJson.Of(desired.Intent.AtPointer(p)!.Value), FieldPolicy.Ignore, null))]);
    }

    /// <summary>
    /// The most common case, found without naming a single field: all that is asked for is there in the same JSON, no other member has a meaning, and no field is ours that is
    /// not asked for. It says nothing that going through the fields would not say (which is a law of the tests); where it does not hold, the fields decide.
    /// </summary>
    private static bool IsToTheLetter(DesiredFields desired, KubeObject live)
    {
        var asked = desired.Intent.Body;
        foreach (var member in asked.EnumerateObject())
        {
            var isThere = member.NameEquals("apiVersion"u8) || member.NameEquals("kind"u8) ||
                (member.NameEquals("metadata"u8) ? HasMetadata(member.Value, live) : live.Has(member.Value, member.Name));
            if (!isThere)
            {
                return false;
            }
        }

        return (desired.Claim == Claim.Fields || live.Content.All(name => asked.TryGetProperty(name, out _))) &&
            live.Managers.Ours.Leaves.All(p =>
                (desired.Claim == Claim.Whole && SemanticEquality.IsMeaning(p)) || desired.Intent.AtPointer(p) is not null || live.AtPointer(p) is null);
    }

    // Of maps these members, whatever others there are; of the rest of the metadata nothing is asked for.
    private static bool HasMetadata(JsonElement asked, KubeObject live)
    {
        foreach (var field in asked.EnumerateObject())
        {
            var name = field.Name;
            var isThere = !FieldSet.IsOfIntent(name) ||
                (field.Value.ValueKind == JsonValueKind.Object ? HasMembers(field.Value, live, name) : live.Has(field.Value, "metadata", name));
            if (!isThere)
            {
                return false;
            }
        }

        return true;
    }

    // Who asks for an empty map asks for the map itself.
    private static bool HasMembers(JsonElement asked, KubeObject live, string field)
    {
        foreach (var member in asked.EnumerateObject())
        {
            if (!live.Has(member.Value, "metadata", field, member.Name))
            {
                return false;
            }
        }

        return asked.GetPropertyCount() > 0;
    }

    // An atomic map is owned as one leaf where its members are wanted one by one, and the other way round.
    private static bool Covers(FieldSet wanted, string pointer) =>
        wanted.Contains(pointer) || wanted.Leaves.Any(w => JsonPointer.IsBelow(w, pointer));

    private sealed class Building(KubeObject found, DesiredFields desired, FieldSet leaves, bool overruleAll)
    {
        private readonly FieldManagers _managers = found.Managers;
        private readonly SemanticEquality _equality = desired.Equality;
        private readonly List<FieldChange> _fields = [];
        private readonly List<string> _unset = [];
        private readonly List<(FieldChange, FieldManagerEntry)> _blocked = [];
        private readonly List<IgnoredField> _ignored = [];
        private readonly List<(string, JsonElement?)> _left = [];
        private bool _force;

        /// <summary>True when a rule says that the field is none of ours.</summary>
        public bool Leave(string pointer, JsonElement? wanted, JsonElement? live)
        {
            if (desired.Rules.IsEmpty)
            {
                return false;
            }

            var holders = Strangers(pointer);
            if (FieldRules.For(desired.Rules, pointer, holders) is not { Policy: not FieldPolicy.Take } rule)
            {
                return false;
            }

            _left.Add((pointer, holders.Count == 0 && _managers.WeOwn(pointer) ? live : null));
            if (wanted is { } asked ? live is not { } same || !_equality.Same(pointer, asked, same) : live is { } left && !_equality.MayStay(pointer, left))
            {
                _ignored.Add(new IgnoredField(pointer, Text(pointer, live), Text(pointer, wanted), rule.Policy, holders.MaxBy(Age)?.Manager));
            }

            return true;
        }

        public void Want(string pointer, JsonElement wanted, JsonElement? live)
        {
            if (live is { } present && _equality.Same(pointer, wanted, present))
            {
                return;
            }

            Take(pointer, Text(pointer, live), Text(pointer, wanted));
        }

        public void Remove(string pointer, JsonElement live)
        {
            if (_equality.MayStay(pointer, live))
            {
                return;
            }

            var onlyOurs = _managers.WeOwn(pointer) && !_managers.OthersOf(pointer).Any();
            if (!Take(pointer, Text(pointer, live), null))
            {
                return;
            }

            if (_managers.EmptyMapOfOthers(pointer) is { } map && !Covers(leaves, map))
            {
                _unset.Add(map);
            }
            else if (!onlyOurs)
            {
                _unset.Add(pointer);
            }
        }

        public void GiveUp(string pointer, JsonElement live)
        {
            // Another manager's too: it stays, and there is nothing to do.
            if (!_managers.OthersOf(pointer).Any())
            {
                _fields.Add(new FieldChange(pointer, Text(pointer, live), null));
            }
        }

        public ThreeWayDiff Done()
        {
            var intent = RuledIntent.Of(desired.Intent, _left);
            _unset.AddRange(GoingWithOthers(intent));
            return new(
                intent,
                [.. _fields.OrderBy(f => f.Pointer, StringComparer.Ordinal)],
                [.. _unset.Where(pointer => !_unset.Any(u => JsonPointer.IsBelow(pointer, u))).Distinct().Order(StringComparer.Ordinal)],
                _force,
                [.. _blocked],
                [.. _ignored.OrderBy(f => f.Pointer, StringComparer.Ordinal)]);
        }

        // A map that an apply mentions no more goes as a whole, and with it every member that no manager holds (recorded on Kubernetes
        // 1.36: a Secret written with stringData). So what is ours in it is taken out field by field before.
        private IEnumerable<string> GoingWithOthers(KubeObject intent)
        {
            var gone = _fields.Where(f => f.After is null).Select(f => f.Pointer).ToHashSet(StringComparer.Ordinal);
            if (gone.Count == 0)
            {
                return [];
            }

            var asked = FieldSet.OfIntent(intent.Body);
            var staying = FieldSet.OfIntent(found.Body).Leaves.Where(l => !gone.Contains(l)).ToImmutableArray();
            return gone.Where(pointer => asked.OutermostWithout(pointer) is { } map && staying.Any(s => JsonPointer.IsBelow(s, map)));
        }

        private bool Take(string pointer, string? before, string? after)
        {
            var owners = _managers.OthersOf(pointer).ToList();
            var field = new FieldChange(pointer, before, after);
            var strangers = Strangers(pointer);
            var last = strangers.MaxBy(Age);
            if (last is not null && IsDrift(pointer, last))
            {
                field = field with { TakenFrom = last.Manager, TakenFromTime = last.Time };
            }

            var rule = FieldRules.For(desired.Rules, pointer, strangers);
            var keepers = overruleAll ? [] : owners.Where(o => !ManagerPolicy.MayOverrule(o) && !FieldRules.Takes(rule, o) && !_equality.IsOnlyMaker(pointer, o)).ToList();
            if (keepers.Count > 0)
            {
                _blocked.AddRange(keepers.Select(k => (field, k)));
                return false;
            }

            _force |= owners.Count > 0;
            _fields.Add(field);
            return true;
        }

        private List<FieldManagerEntry> Strangers(string pointer) =>
            [.. _managers.OthersOf(pointer).Where(o => o.Manager != Ownership.FieldManager)];

        private static DateTimeOffset Age(FieldManagerEntry entry) => entry.Time ?? DateTimeOffset.MinValue;

        // Another manager holds a field that we do not, and wrote after our last apply: behind our back. Before it, the field was not asked for.
        private bool IsDrift(string pointer, FieldManagerEntry other) =>
            _managers.IncludeUs && !_managers.WeOwn(pointer) &&
            (other.Time ?? DateTimeOffset.MaxValue) >= (_managers.Entries.First(e => e.IsOurs).Time ?? DateTimeOffset.MinValue);

        private string? Text(string pointer, JsonElement? value) => _equality.Shown(pointer, value);
    }
}
