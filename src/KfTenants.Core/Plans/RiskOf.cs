using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Plans;

/// <summary>The risk classes of design/plan-and-apply section 6, read off an object and its fields.</summary>
public static class RiskOf
{
    private const string HardPrefix = "/spec/resourceQuotaSpec/hard/";

    public static Risk Creation(DesiredObject desired) => ContributorObjects.Kinds.Contains(desired.Key.Kind)
        ? desired.Intent.Annotation(ContributorObjects.RoleAnnotation) == "admin" ? Risk.AccessAdminGranted : Risk.AccessGranted
        : desired.Key.Kind == ObjectKind.Profile || desired.Key.Kind == ObjectKind.Password ? Risk.AccessGranted : Risk.None;

    public static Risk Change(DesiredObject desired, ImmutableArray<FieldChange> fields)
    {
        if (!fields.Any(f => SemanticEquality.IsMeaning(f.Pointer)))
        {
            return Risk.Metadata;
        }

        if (ContributorObjects.Kinds.Contains(desired.Key.Kind))
        {
            return Creation(desired);
        }

        return fields.Any(f => f.Pointer.StartsWith(HardPrefix, StringComparison.Ordinal) && IsReduction(f)) ? Risk.QuotaReduced : Risk.None;
    }

    public static Risk Deletion(ObjectKind kind) => ContributorObjects.Kinds.Contains(kind) || kind == ObjectKind.Password ? Risk.AccessRevoked : Risk.ObjectDeleted;

    // A limit that appears reduces what was unlimited; one that goes away does not.
    private static bool IsReduction(FieldChange field) =>
        field.After is not null &&
        (field.Before is null ||
            (Quantity.TryParse(Text(field.Before), out var before) && Quantity.TryParse(Text(field.After), out var after) && after.CompareTo(before) < 0));

    private static string Text(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : json;
    }
}
