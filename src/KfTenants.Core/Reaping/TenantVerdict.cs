using KfTenants.Tenants;

namespace KfTenants.Reaping;

/// <summary>What should become of one tenant that has a retention.</summary>
public enum TenantFate
{
    /// <summary>It is used, or not unused for long enough.</summary>
    Keep,

    /// <summary>No one has used it for long enough: its access should be taken away.</summary>
    Suspend,

    /// <summary>It has been suspended for long enough: it should be deleted with its data.</summary>
    Delete,

    /// <summary>It cannot be told, and a person should look.</summary>
    Unknown,
}

/// <summary>One tenant with what should become of it and why.</summary>
/// <param name="Reason">One sentence without a full stop.</param>
/// <param name="IsHeld">It is left for another time, because enough others are told now.</param>
public sealed record TenantVerdict(Tenant Tenant, TenantFate Fate, string Reason, TenantUse Use, bool IsHeld)
{
    /// <summary>The edit of the file that it asks for; null when it asks for none now.</summary>
    public StateEdit? Edit(DateTimeOffset now) => (Fate, IsHeld) switch
    {
        (TenantFate.Suspend, false) => StateEdit.Suspend(Tenant.Name, Tenant.Origin, now),
        (TenantFate.Delete, false) => StateEdit.Delete(Tenant.Name, Tenant.Origin),
        _ => null,
    };
}
