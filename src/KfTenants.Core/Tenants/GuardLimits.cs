using System.Collections.Immutable;

namespace KfTenants.Tenants;

/// <summary>Limits above which a plan is refused: <c>guards</c> of the document.</summary>
/// <param name="MaxDeletes">Objects that one plan may delete.</param>
/// <param name="MaxAccessRevokedPercent">Share of the present grants (person and tenant) that one plan may revoke, 0 to 100.</param>
public sealed record GuardLimits(int MaxDeletes, int MaxAccessRevokedPercent)
{
    public static readonly GuardLimits Default = new(10, 25);

    /// <summary>Share of our objects of one kind that one plan may delete, 0 to 100.</summary>
    public int MaxDeletePercent { get; init; } = 10;

    /// <summary>Whole tenants that one plan may delete when their deletion is allowed; null: as many as are allowed.</summary>
    public int? MaxTenantDeletes { get; init; }

    /// <summary>Share of the tenants of the last whole apply that the document must still have, 0 to 100.</summary>
    public int MinTenantsPercent { get; init; } = 50;

    /// <summary>Who runs this keeps being owner or admin wherever they are.</summary>
    public bool RequireSelf { get; init; }

    /// <summary>E-mails of people who keep being owner or admin wherever they are; in ordinal order.</summary>
    public ImmutableArray<string> RequiredAdmins { get; init; } = [];

    public Omission OnOmission { get; init; }
}
