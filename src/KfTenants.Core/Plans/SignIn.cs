namespace KfTenants.Plans;

/// <summary>A login that a change of the login store gives or takes away there.</summary>
/// <param name="Person">The e-mail, as the store writes it.</param>
public sealed record SignIn(string Person, bool IsGained);
