using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>What a field manager is to us.</summary>
public enum ManagerClass
{
    /// <summary>Our own server-side apply.</summary>
    Ours,

    /// <summary>An older way of writing, ours or kubectl's: its fields become ours once, when the object does.</summary>
    Migrate,

    /// <summary>People's hands and dashboards: they edit, they do not keep. Shown as drift and put back.</summary>
    TakeBack,

    /// <summary>Controllers and all other managers: they would fight back, so a person must decide.</summary>
    Fail,
}

/// <summary>What to do about a field that another field manager holds: one table, the first row that fits.</summary>
public static class ManagerPolicy
{
    // A "*" at the end stands for any rest. "before-first-apply" is what the API server calls the unknown past of an object;
    // "dashboard" is the Kubernetes dashboard.
    private static readonly ImmutableArray<(string Manager, string? Operation, ManagerClass Class)> Table =
    [
        (Ownership.FieldManager, "Apply", ManagerClass.Ours),
        (Ownership.FieldManager, "Update", ManagerClass.Migrate),
        ("kubectl-client-side-apply", "Update", ManagerClass.Migrate),
        ("kubectl*", null, ManagerClass.TakeBack),
        ("k9s*", null, ManagerClass.TakeBack),
        ("rancher*", null, ManagerClass.TakeBack),
        ("Mozilla*", null, ManagerClass.TakeBack),
        ("before-first-apply*", null, ManagerClass.TakeBack),
        ("dashboard*", null, ManagerClass.TakeBack),
        ("*", null, ManagerClass.Fail),
    ];

    public static ManagerClass ClassOf(FieldManagerEntry entry) =>
        Table.First(row => Fits(row.Manager, entry.Manager) && (row.Operation is null || row.Operation == entry.Operation)).Class;

    /// <summary>True when the field is taken back and shown as drift; false when a person must decide (controllers fight back).</summary>
    public static bool MayOverrule(FieldManagerEntry entry) => ClassOf(entry) != ManagerClass.Fail;

    /// <summary>A manager's name against a name with perhaps a <c>*</c> at its end.</summary>
    public static bool Fits(string pattern, string manager) => pattern.EndsWith('*')
        ? manager.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
        : manager == pattern;
}
