using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Comparison;

/// <summary>Two versions of one object, field by field: what neither server nor controller fills in by itself, and no identity, status or time.</summary>
internal static class ObjectComparison
{
    private static readonly ImmutableArray<string> Kinds = [.. TenantResources.Kinds.Select(k => k.Kind)];

    private static readonly string LastUsed = "/metadata/annotations/" + JsonPointer.Escape(LastUse.Annotation);

    /// <summary>The fields of two versions that differ in meaning, sorted by pointer; a version that does not exist has none.</summary>
    public static ImmutableArray<FieldChange> Fields(KubeObject? before, KubeObject? after, SemanticEquality equality) =>
    [
        .. from pointer in LeavesOf(before).Union(LeavesOf(after), StringComparer.Ordinal).Order(StringComparer.Ordinal)
           where IsContent((before ?? after)!.Key.Kind, pointer)
           let was = before?.AtPointer(pointer)
           let becomes = after?.AtPointer(pointer)
           where !IsTold(was) && !IsTold(becomes) && !IsSame(pointer, was, becomes, equality)
           select new FieldChange(pointer, equality.Shown(pointer, was), equality.Shown(pointer, becomes)),
    ];

    /// <summary>The word that a plan has for this difference.</summary>
    public static string ActionOf(KubeObject? before, KubeObject? after, ImmutableArray<FieldChange> fields, SemanticEquality equality) => (before, after) switch
    {
        (null, _) => "create",
        (_, null) => "delete",
        _ => fields.Any(f => equality.IsImmutable(f.Pointer)) ? "replace" : "update",
    };

    /// <summary>What of these is shown, as a plan does: of an object that goes, to whom it gave what.</summary>
    public static ImmutableArray<FieldDocument> Shown(string action, ImmutableArray<FieldChange> fields) =>
        [.. fields.Where(f => action != "delete" || f.Pointer is "/roleRef/name" or "/spec/rules" or "/subjects").Select(FieldDocument.Of)];

    /// <summary>Tenants by name, what they share last; in each the kinds in the order of <see cref="TenantResources.All"/>, then names.</summary>
    public static ImmutableArray<ChangeDocument> Sort(IEnumerable<ChangeDocument> changes) =>
    [
        .. changes.OrderBy(c => c.Tenant is null)
            .ThenBy(c => c.Tenant, StringComparer.Ordinal)
            .ThenBy(c => RankOf(c.Object))
            .ThenBy(c => c.Id, StringComparer.Ordinal),
    ];

    private static int RankOf(ObjectDocument changed) => Kinds.IndexOf(changed.Kind) is >= 0 and var rank ? rank : Kinds.Length;

    private static ImmutableArray<string> LeavesOf(KubeObject? o) => o is null ? [] : FieldSet.OfIntent(o.Body).Leaves;

    // Another version's map has leaves of its own.
    private static bool IsTold(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } map && map.GetPropertyCount() > 0;

    // The spec of a Namespace is the server's own (its finalizer), and no snapshot has it.
    private static bool IsContent(ObjectKind kind, string pointer) =>
        !pointer.StartsWith("/status", StringComparison.Ordinal) && !pointer.StartsWith("/metadata/ownerReferences", StringComparison.Ordinal) &&
        pointer != OwnershipMoves.LastApplied && pointer != LastUsed && !(kind == ObjectKind.Namespace && pointer.StartsWith("/spec", StringComparison.Ordinal));

    private static bool IsSame(string pointer, JsonElement? was, JsonElement? becomes, SemanticEquality equality) => (was, becomes) switch
    {
        (null, null) => true,
        (null, { } only) => equality.MayStay(pointer, only),
        ({ } only, null) => equality.MayStay(pointer, only),
        ({ } one, { } other) => equality.Same(pointer, other, one),
    };
}
