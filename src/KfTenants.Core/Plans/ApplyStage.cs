namespace KfTenants.Plans;

/// <summary>The parts of a run, one after the other.</summary>
public enum ApplyStage
{
    /// <summary>What all tenants share and each of them builds on.</summary>
    Before,

    /// <summary>Tenants, side by side, and logins beside them.</summary>
    Tenants,

    /// <summary>What no tenant needs any more.</summary>
    After,
}
