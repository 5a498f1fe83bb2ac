namespace KfTenants.Plans;

/// <summary>A login that a change of the login store gives or takes away there.</summary>
/// <param name="Person">The e-mail, as the store writes it.</param>
public sealed record SignIn(string Person, bool IsGained)
{
    /// <summary>It was there, by this set, and another writer took it away.</summary>
    public bool IsRestored { get; init; }
}
