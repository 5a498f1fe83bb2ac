using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Plans;

/// <summary>
/// What a change means for people and data, read off nothing but what the change shows: so it can be said again of a plan that comes back as a file.
/// </summary>
public static class ChangeRisk
{
    /// <summary>What the role of a binding allows, as a plan shows it beside the binding's own fields (<see cref="RoleStrength"/>).</summary>
    public const string AllowsField = "/roleRef/allows";

    private const string RoleField = "/roleRef/name";
    private const string SubjectsField = "/subjects";
    private const string RulesField = "/spec/rules";
    private const string IngressField = "/spec/ingress";
    private const string HardPrefix = "/spec/resourceQuotaSpec/hard/";

    /// <summary>Begins the pointers of what a ResourceQuota bounds.</summary>
    internal const string QuotaHard = "/spec/hard/";

    /// <summary>The fields by which the owner of a Profile changes: its own, and the Namespace's annotation where a transfer is finished.</summary>
    private static readonly string[] OwnerFields = ["/spec/owner/name", "/Namespace/metadata/annotations/owner"];

    /// <summary>The ConfigMaps whose keys decide as whom pods run; those of names and lifetimes give nothing.</summary>
    public static readonly ImmutableArray<string> PodIdentityMaps = ["user-uid-map", "user-gid-map", "user-gids-map"];

    /// <param name="kind">Null for one that this version does not know.</param>
    /// <param name="name">The object's.</param>
    /// <param name="action">The word of <see cref="Change.Action"/>.</param>
    public static Risk Of(ObjectKind? kind, string name, string action, ImmutableArray<FieldChange> fields) => action switch
    {
        "delete" => OfDeletion(kind, name),
        "conflict" or "keep" => Risk.None,
        _ => Worst(OfKind(kind, name, action, fields), action switch
        {
            "create" => Risk.None,
            "replace" => Risk.None,
            "release" => Risk.Metadata,
            _ => fields.Any(f => SemanticEquality.IsMeaning(f.Pointer)) ? Risk.None : Risk.Metadata,
        }),
    };

    /// <param name="name">Of a ResourceQuota: whether it is ours, or profile-controller's.</param>
    public static Risk OfDeletion(ObjectKind? kind, string name = "") => kind switch
    {
        _ when kind == ObjectKind.Profile || kind == ObjectKind.Namespace => Risk.TenantDeleted,
        _ when kind == ObjectKind.RoleBinding || kind == ObjectKind.AuthorizationPolicy || kind == ObjectKind.Password => Risk.AccessRevoked,

        _ when kind == ObjectKind.NetworkPolicy => Risk.NetworkOpened,

        _ when kind == ObjectKind.ResourceQuota && IsOurQuota(name) => Risk.QuotaRemoved,

        // The Profile's goes when the Profile has none any more.
        _ when kind == ObjectKind.ResourceQuota => Risk.None,
        _ => Risk.ObjectDeleted,
    };

    /// <summary>The role that a binding gives: what its roleRef says, else what KFAM's name of it says.</summary>
    internal static string RoleOf(string name, string? roleRef) =>
        Text(roleRef) is { } role ? Grants.RoleNamed(role) : name[(name.LastIndexOf('-') + 1)..];

    /// <summary>The text of a JSON string; null for anything else.</summary>
    public static string? Text(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
    }

    private static Risk OfKind(ObjectKind? kind, string name, string action, ImmutableArray<FieldChange> fields) => kind switch
    {
        _ when kind == ObjectKind.RoleBinding => OfBinding(name, action, fields),
        _ when kind == ObjectKind.AuthorizationPolicy => OfPolicy(name, action, fields),
        _ when kind == ObjectKind.Profile => OfProfile(action, fields),
        _ when kind == ObjectKind.Namespace => fields.Any(f => NamespaceSecurity.Decides(f.Pointer)) ? Risk.NamespaceSecurity : Risk.None,
        _ when kind == ObjectKind.NetworkPolicy => action == "create" ? Risk.None : OfIsolation(fields),
        _ when kind == ObjectKind.ResourceQuota && IsOurQuota(name) => OfQuota(action, fields, QuotaHard),
        _ when kind == ObjectKind.PodDefault => fields.Any(f => PodCredentials.Decides(f.Pointer, f.After)) ? Risk.PodIdentity : Risk.None,
        _ when kind == ObjectKind.Password => action == "create" ? Risk.AccessGranted : Risk.None,
        _ when kind == ObjectKind.ConfigMap && PodIdentityMaps.Contains(name) => fields.Any(f => f.After is not null) ? Risk.PodIdentity : Risk.None,
        _ => action == "replace" ? Risk.Replace : Risk.None,
    };

    private static Risk OfBinding(string name, string action, ImmutableArray<FieldChange> fields)
    {
        var role = Find(fields, RoleField);
        var after = RoleOf(name, role?.After);
        var gives = Find(fields, AllowsField) is { } allows && RoleStrength.IsPower(Texts(allows.After)) ? Risk.AccessAdminGranted : Granted(after);
        if (action == "create")
        {
            return gives;
        }

        if (action == "replace" && role is { Before: not null })
        {
            var before = RoleOf(name, role.Before);
            return Grants.Rank(after) > Grants.Rank(before) || Grants.Rank(after) < 0 ? gives
                : Grants.Rank(after) < Grants.Rank(before) ? Risk.AccessRevoked
                : gives == Risk.AccessAdminGranted ? gives : Risk.Replace;
        }

        var none = action == "replace" ? Risk.Replace : Risk.None;
        return Find(fields, SubjectsField) is { } subjects ? OfList(subjects, gives, none)
            : action != "replace" && fields.Any(f => SemanticEquality.IsMeaning(f.Pointer)) ? gives
            : none;
    }

    private static Risk OfPolicy(string name, string action, ImmutableArray<FieldChange> fields)
    {
        var granted = Granted(RoleOf(name, null));
        if (action == "create")
        {
            return granted;
        }

        var meaning = fields.Where(f => SemanticEquality.IsMeaning(f.Pointer)).ToArray();
        return meaning switch
        {
            [] => Risk.None,
            [{ Pointer: RulesField, Before: not null } rules] => OfList(
                rules, MeshIdentity.Of(rules.Before).Equals(MeshIdentity.Of(rules.After)) ? granted : Risk.MeshIdentity, Risk.None),
            _ => granted,
        };
    }

    private static Risk OfIsolation(ImmutableArray<FieldChange> fields) =>
        Find(fields, IngressField) is { } ingress && !NetworkSources.Gained(ingress.Before, ingress.After).IsEmpty ? Risk.NetworkOpened : Risk.None;

    private static Risk OfProfile(string action, ImmutableArray<FieldChange> fields)
    {
        var risk = action == "create" ? Risk.AccessGranted : Risk.None;
        foreach (var field in fields)
        {
            risk = Worst(risk, field switch
            {
                { Pointer: "/spec/plugins" } => Risk.CloudRole,
                _ when field.Pointer.StartsWith(HardPrefix, StringComparison.Ordinal) => OfQuota(action, [field], HardPrefix),
                _ when action != "create" && OwnerFields.Contains(field.Pointer) => Text(field.After) == Suspension.Owner ? Risk.AccessRevoked : Risk.AccessAdminGranted,
                _ => Risk.None,
            });
        }

        return risk;
    }

    // The Profile's is called otherwise; a change of the Profile says it.
    private static bool IsOurQuota(string name) => name.StartsWith(Ownership.FieldManager, StringComparison.Ordinal);

    private static Risk OfQuota(string action, ImmutableArray<FieldChange> fields, string hard)
    {
        var limits = fields.Where(f => f.Pointer.StartsWith(hard, StringComparison.Ordinal))
            .Select(f => f.After is null ? Risk.QuotaRemoved : action != "create" && IsReduction(f) ? Risk.QuotaReduced : Risk.None)
            .Aggregate(Risk.None, Worst);
        return limits == Risk.None && action == "replace" ? Risk.Replace : limits;
    }

    // Fewer of the same only takes away; an item that was not there before gives.
    private static Risk OfList(FieldChange field, Risk gives, Risk same)
    {
        var (before, after) = (Items(field.Before), Items(field.After));
        return after.Except(before).Count > 0 ? gives : before.Except(after).Count > 0 ? Risk.AccessRevoked : same;
    }

    private static Risk Granted(string role) => role == "admin" ? Risk.AccessAdminGranted : Risk.AccessGranted;

    // A limit that appears reduces what was unlimited.
    private static bool IsReduction(FieldChange field) => field.Before is null ||
        (Quantity.TryParse(Text(field.Before) ?? field.Before, out var before) && Quantity.TryParse(Text(field.After) ?? field.After!, out var after) &&
            after.CompareTo(before) < 0);

    private static FieldChange? Find(ImmutableArray<FieldChange> fields, string pointer) => fields.FirstOrDefault(f => f.Pointer == pointer);

    /// <summary>The texts of a JSON list, in ordinal order.</summary>
    public static ImmutableArray<string> Texts(string? json) => [.. Items(json).Select(i => Text(i)).OfType<string>().Order(StringComparer.Ordinal)];

    private static ImmutableHashSet<string> Items(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        JsonElement? root = document.RootElement;
        return [.. root.Items().Select(CanonicalJson.Of)];
    }

    private static Risk Worst(Risk one, Risk other) => (Risk)Math.Max((int)one, (int)other);
}
