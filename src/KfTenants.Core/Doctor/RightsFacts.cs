using System.Collections.Immutable;

namespace KfTenants.Doctor;

/// <summary>What the server says that we may do.</summary>
/// <param name="MissingForPlan">What plan of this file needs and may not do, for people.</param>
/// <param name="MissingForApply">What apply needs besides.</param>
/// <param name="Asked">How many questions it answered.</param>
/// <param name="Unasked">How many rights of single objects were not asked for, because there are so many.</param>
public sealed record RightsFacts(ImmutableArray<string> MissingForPlan, ImmutableArray<string> MissingForApply, int Asked, int Unasked);
