using KfTenants.Yaml;

namespace KfTenants.Tenants;

/// <summary>What is to become of a tenant: the words of <c>tenants[].state</c>.</summary>
internal enum TenantState
{
    Active,

    /// <summary>All access is taken away, the data stays.</summary>
    Suspended,

    /// <summary>A tombstone: the tenant must not exist.</summary>
    Absent,
}

/// <summary>Reading of <see cref="TenantState"/>.</summary>
internal static class TenantStates
{
    /// <summary>Active where nothing is said, or something that is not a state, which the schema reports.</summary>
    public static TenantState Of(YamlNode.Mapping tenant) => tenant.Text("state")?.Text switch
    {
        "suspended" => TenantState.Suspended,
        "absent" => TenantState.Absent,
        _ => TenantState.Active,
    };
}
