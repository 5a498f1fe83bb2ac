using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Doctor;

/// <summary>What all checks said.</summary>
/// <param name="Findings">What needs nothing else first: in the order of areas, the worst of each first.</param>
/// <param name="Skipped">Those that could not look, in the order of the catalogue.</param>
/// <param name="Passed">Those that looked and found nothing, in the order of the catalogue.</param>
/// <param name="Unread">What could not be looked at, and why.</param>
/// <param name="About">What there is, in pairs of a word and a value: versions, who we are.</param>
/// <param name="Walks">What a person goes through, one for each tenant; empty when no person was asked about.</param>
public sealed record Diagnosis(
    ImmutableArray<DoctorFinding> Findings,
    ImmutableArray<SkippedCheck> Skipped,
    ImmutableArray<DoctorCheck> Passed,
    ImmutableArray<string> Unread,
    ImmutableArray<(string Word, string Value)> About,
    ImmutableArray<PersonWalk> Walks)
{
    public int Count(Severity severity) => Findings.Count(f => f.Severity == severity);
}
