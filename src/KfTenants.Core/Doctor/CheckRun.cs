namespace KfTenants.Doctor;

/// <summary>A check with what it needs and how it looks. Pure: equal facts give equal findings, in one order.</summary>
/// <param name="Lacks">Why it cannot look; null when it can.</param>
/// <param name="Find">Nothing where all is well.</param>
internal sealed record CheckRun(DoctorCheck Check, Func<DoctorFacts, string?> Lacks, Func<DoctorFacts, IEnumerable<DoctorFinding>> Find);
