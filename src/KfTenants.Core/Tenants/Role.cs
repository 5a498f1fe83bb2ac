namespace KfTenants.Tenants;

/// <summary>What a contributor may do, weakest first, so that the strongest of several routes is the greatest.</summary>
public enum Role
{
    View,
    Edit,
    Admin,

    /// <summary>The owner, where kftenants itself gives the owner's access. No contributor has it.</summary>
    Owner,
}
