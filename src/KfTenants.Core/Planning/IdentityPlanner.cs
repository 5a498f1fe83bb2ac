using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// The fate of the ConfigMaps that say who pods run as. All sets write into the same ones, each the keys of its own tenants. What is new is written
/// before any tenant's label asks for it, what nothing asks for goes when no label does any more: a policy that finds no key rejects every pod.
/// </summary>
internal static class IdentityPlanner
{
    /// <summary>The later step's name in the change's id.</summary>
    private const string Removal = "remove";

    public static IEnumerable<Change> Plan(TenantSet set, LiveState live, PlanOptions options)
    {
        ImmutableArray<Tenant> tenants = [.. set.Tenants.Where(t => options.Includes(t.Name) && !IsOfOtherSet(set.Name, t.Name, live))];
        ImmutableArray<Tombstone> tombstones = [.. set.Tombstones.Where(t => options.Includes(t.Name) && !IsOfOtherSet(set.Name, t.Name, live))];
        return IdentityMaps.All.SelectMany(map => Plan(set.Name, map, tenants, tombstones, live.Find(map.Key)));
    }

    private static IEnumerable<Change> Plan(
        string setName, IdentityMap map, ImmutableArray<Tenant> tenants, ImmutableArray<Tombstone> tombstones, KubeObject? present)
    {
        var wanted = tenants.Select(t => (Tenant: t, Value: map.Value(t))).Where(w => w.Value is not null).ToImmutableSortedDictionary(
            w => w.Tenant.Name, w => (Value: w.Value!, Origin: map.IsOfPeople ? w.Tenant.Posix!.Origin : w.Tenant.Walltime!.Origin), StringComparer.Ordinal);
        var gone = tenants.Select(t => (t.Name, t.Origin)).Concat(tombstones.Select(t => (t.Name, t.Origin)))
            .Where(t => !wanted.ContainsKey(t.Name) && present is not null && present.Managers.Ours.Contains(Field(t.Name)))
            .OrderBy(t => t.Name, StringComparer.Ordinal).ToImmutableArray();
        if (!wanted.IsEmpty && Compare([], wanted.Values.First().Origin) is var set and not Change.NoOp)
        {
            yield return set;
        }

        if (!gone.IsEmpty && Compare([.. gone.Select(g => g.Name)], gone[0].Origin) is Change.Update removal)
        {
            yield return removal with { Step = Removal, Fields = [.. removal.Fields.Where(f => f.After is null)], Risk = Risk.None };
        }

        // What our manager owns and this set does not ask for is another set's, or goes in the second step.
        Change Compare(ImmutableArray<string> without, SourceLocation origin)
        {
            var intent = Intent(map.Key, present, without, wanted.Select(w => KeyValuePair.Create(w.Key, (JsonNode?)w.Value.Value)));
            var desired = new DesiredObject(IdentityTraits.Instance, intent, Claim.Fields, null, origin);
            return ObjectPlanner.Plan(setName, desired, present, ChangeReason.PodIdentity, _ => ChangeReason.PodIdentity);
        }
    }

    private static KubeObject Intent(ObjectKey key, KubeObject? live, ImmutableArray<string> without, IEnumerable<KeyValuePair<string, JsonNode?>> wanted)
    {
        var data = SharedObject.KeptFields(live, Field(""), without);
        foreach (var (tenant, value) in wanted)
        {
            data[tenant] = value;
        }

        var body = SharedObject.Bare(key);
        if (data.Count > 0)
        {
            body["data"] = data;
        }

        return KubeObject.From(key.Kind, body);
    }

    private static string Field(string tenant) => "/data/" + tenant;

    private static bool IsOfOtherSet(string setName, string tenant, LiveState live) =>
        live.Find(ProfileObject.Key(tenant))?.Label(Ownership.PartOfLabel) is { } partOf && partOf != Ownership.SetId(setName);

    private sealed class IdentityTraits : KindTraits
    {
        public static readonly IdentityTraits Instance = new();

        public override ObjectKind Kind => ObjectKind.ConfigMap;

        public override ApplyPhase Phase => ApplyPhase.Identities;

        public override KubeObject OnTopOf(KubeObject intent, KubeObject live, ImmutableArray<FieldChange> approved) => Intent(
            intent.Key, live, [.. approved.Where(f => f.After is null).Select(TenantOf)],
            approved.Where(f => f.After is not null).Select(f => KeyValuePair.Create(TenantOf(f), JsonNode.Parse(f.After!))));

        private static string TenantOf(FieldChange field) => JsonPointer.Segments(field.Pointer)[^1];
    }
}
