using KfTenants.Objects;

namespace KfTenants.Planning;

/// <summary>What to do about a field that another field manager holds (design/plan-and-apply section 8).</summary>
public static class ManagerPolicy
{
    // People's hands and dashboards: they edit, they do not keep. "before-first-apply" is what the API server calls the unknown
    // past of an object; "dashboard" is the Kubernetes dashboard.
    private static readonly string[] Overruled = ["kubectl", "k9s", "rancher", "Mozilla", "before-first-apply", "dashboard"];

    /// <summary>True when the field is taken back and shown as drift; false when a person must decide (controllers fight back).</summary>
    public static bool MayOverrule(FieldManagerEntry entry) =>
        entry.Manager == Ownership.FieldManager || Overruled.Any(prefix => entry.Manager.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// The field is a Profile's owner, and its holder only made the Profile: KFAM, for a person who signed up in the dashboard. It can create
    /// and delete Profiles and never changes one, so that a hand-over takes the field from nobody who keeps it.
    /// </summary>
    public static bool OnlyMadeIt(ObjectKind kind, string pointer, FieldManagerEntry entry) =>
        kind == ObjectKind.Profile && pointer.StartsWith("/spec/owner/", StringComparison.Ordinal) && entry.Manager == "access-management";
}
