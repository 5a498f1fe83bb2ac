using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>
/// Fields that were written in an older way (<c>kubectl apply</c>, or a create by our own name) become ours by rewriting
/// <c>managedFields</c> once, as <c>kubectl apply --server-side</c> does (client-go util/csaupgrade). Without it they would have two
/// owners, and leaving one out would never remove it. Unlike there, only what the document asks for moves: labels of other
/// people, written by the same kubectl, stay theirs.
/// </summary>
/// <param name="ManagedFields">The whole new list as JSON; null when nothing moves.</param>
internal sealed record OwnershipMoves(ImmutableArray<FieldMove> Moves, string? ManagedFields)
{
    /// <summary>What <c>kubectl apply</c> compares with next time: left behind, it would take back what we set.</summary>
    public const string LastApplied = "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration";

    public static readonly OwnershipMoves None = new([], null);

    /// <param name="wanted">The fields that an apply will send.</param>
    /// <param name="isAdoption">kubectl's own claims move only when the object becomes ours; later ones are drift.</param>
    /// <param name="isTakenBack">It was ours and made anew by another program, as from a backup: what that claims is ours.</param>
    public static OwnershipMoves Of(KubeObject live, FieldManagers managers, FieldSet wanted, bool isAdoption, bool isTakenBack = false)
    {
        var moved = managers.Entries.Select(e => IsOlderWay(e, isAdoption) || (isTakenBack && IsPlainWrite(e)) ? Claimed(e.Fields, wanted) : []).ToImmutableArray();
        if (moved.All(m => m.IsEmpty))
        {
            return None;
        }

        var raw = live.ManagedFields.Items().Select(e => JsonObject.Create(e.Clone())!).ToImmutableArray();
        var ours = FieldSet.Of(moved.SelectMany(m => m).Concat(managers.Ours.Leaves)).ToFieldsV1();
        var entries = new JsonArray();
        var isPlaced = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (managers.Entries[i].IsOurs)
            {
                raw[i]["fieldsV1"] = ours.DeepClone();
                isPlaced = true;
            }

            if (!moved[i].IsEmpty && IsEmptyWithout(raw[i]["fieldsV1"]!.AsObject(), moved[i], isAdoption))
            {
                continue;
            }

            entries.Add((JsonNode)raw[i]);
        }

        if (!isPlaced)
        {
            var source = raw[moved.IndexOf(moved.First(m => !m.IsEmpty))];
            entries.Insert(0, new JsonObject
            {
                ["manager"] = Ownership.FieldManager,
                ["operation"] = "Apply",
                ["apiVersion"] = source["apiVersion"]?.DeepClone(),
                ["time"] = source["time"]?.DeepClone(),
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = ours,
            });
        }

        return new OwnershipMoves(
            [.. moved.SelectMany((m, i) => m.Select(p => new FieldMove(p, managers.Entries[i].Manager))).OrderBy(m => m.Pointer, StringComparer.Ordinal)],
            CanonicalJson.Of(entries));
    }

    private static bool IsOlderWay(FieldManagerEntry entry, bool isAdoption) =>
        entry.Subresource is null && ManagerPolicy.ClassOf(entry) == ManagerClass.Migrate && (isAdoption || entry.Manager == Ownership.FieldManager);

    private static bool IsPlainWrite(FieldManagerEntry entry) => entry is { Operation: "Update", Subresource: null };

    // A leaf that is wanted, or an atomic or empty map of which a member is.
    private static ImmutableArray<string> Claimed(FieldSet held, FieldSet wanted) =>
        [.. held.Leaves.Where(h => wanted.Contains(h) || wanted.Leaves.Any(w => JsonPointer.IsBelow(w, h)))];

    private static bool IsEmptyWithout(JsonObject fields, ImmutableArray<string> moved, bool isAdoption)
    {
        foreach (var pointer in isAdoption ? moved.Add(LastApplied) : moved)
        {
            Remove(fields, JsonPointer.Segments(pointer));
        }

        return fields.Count == 0;
    }

    // A map of which nothing is left but itself (".") goes, too.
    private static void Remove(JsonObject fields, ReadOnlySpan<string> path)
    {
        var name = "f:" + path[0];
        if (fields[name] is not JsonObject inner)
        {
            return;
        }

        if (path.Length > 1)
        {
            Remove(inner, path[1..]);
        }

        if (path.Length == 1 || inner.Count == 0 || (inner.Count == 1 && inner.ContainsKey(".")))
        {
            fields.Remove(name);
        }
    }
}
