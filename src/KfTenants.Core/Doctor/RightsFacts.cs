using System.Collections.Immutable;

namespace KfTenants.Doctor;

/// <summary>What the server says that we may do.</summary>
/// <param name="MissingForPlan">What plan of this file needs and may not do, for people.</param>
/// <param name="MissingForApply">What apply needs besides.</param>
public sealed record RightsFacts(ImmutableArray<string> MissingForPlan, ImmutableArray<string> MissingForApply);
