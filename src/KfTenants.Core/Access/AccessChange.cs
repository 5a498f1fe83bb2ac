using System.Text.Json.Serialization;

namespace KfTenants.Access;

/// <summary>A person's access before and after, in people's terms.</summary>
/// <param name="Tenant">Null for signing in (a Dex login).</param>
/// <param name="Person">The e-mail.</param>
/// <param name="Before">owner, admin, edit, view, or (for a login) "sign in"; null for none.</param>
/// <param name="After">The same; null for none.</param>
public sealed record AccessChange(string? Tenant, string Person, string? Before, string? After)
{
    /// <summary>The person had it, by this set, until another writer took it away.</summary>
    [JsonPropertyName("restored"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRestored { get; init; }

    /// <summary>In a plan that is compared with that of a base: the base's has the same; null without a base.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Pending { get; init; }

    /// <summary>Becomes owner or admin, and was neither: told before everything else.</summary>
    [JsonIgnore]
    public bool GainsPower => Grants.IsPowerful(After) && !Grants.IsPowerful(Before);

    /// <summary>Has less than before: none, or a weaker role.</summary>
    [JsonIgnore]
    public bool IsLoss => After is null || (Before is not null && Grants.Rank(After) < Grants.Rank(Before));
}
