using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Doctor;

/// <summary>What the server says that we may do, against what runs of this file need.</summary>
internal static class RightsChecks
{
    private const int Most = 50;

    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.PlanRights, Lacks, f => Missing(f, DoctorChecks.PlanRights, f.Rights!.MissingForPlan, "plan")),
        new(DoctorChecks.ApplyRights, Lacks, f => Missing(f, DoctorChecks.ApplyRights, f.Rights!.MissingForApply, "apply")),
    ];

    private static string? Lacks(DoctorFacts facts) => facts.IsDirectory ? "a directory of manifests knows no rights"
        : EndpointChecks.WithoutAnswer(facts) ?? (facts.Rights is null ? "the server did not answer what we may do" : null);

    private static IEnumerable<DoctorFinding> Missing(DoctorFacts facts, DoctorCheck check, ImmutableArray<string> missing, string run)
    {
        if (!missing.IsEmpty)
        {
            yield return check.At(facts.Server!.Answer!.User ?? facts.Credential?.Owner ?? "these credentials", null,
                $"{run} needs, and these credentials may not: {NameList.Of(missing, Most)}");
        }
    }
}
