using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Doctor;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>doctor</c>.</summary>
/// <param name="Cluster">Null where none was read: it could not be reached, or a file is judged.</param>
/// <param name="Where">What was looked at, for people.</param>
/// <param name="Set">Of the document; null without one.</param>
/// <param name="File">The kubeconfig that is judged; null when it is a cluster that is looked at.</param>
/// <param name="Tenants">Those that were looked at, in the order of their names.</param>
/// <param name="FailOn">The mildest severity that ends the run with 4.</param>
internal sealed record DoctorAnswer(
    ClusterIdentity? Cluster, string Where, string? Set, string? File, ImmutableArray<string> Tenants, Diagnosis Diagnosis, Severity FailOn)
{
    /// <summary>As a guard that the user has set; a person who cannot get in is as bad as an error, and no failure of the run.</summary>
    public ExitCode Code => Ends > 0 || Diagnosis.Findings.Any(f => f.Severity <= FailOn) ? ExitCode.Guarded : ExitCode.Ok;

    /// <summary>What to do first: the error that needs nothing else to be put right before it; null without errors.</summary>
    public DoctorFinding? First => Diagnosis.Findings.FirstOrDefault(f => f.Severity == Severity.Error);

    /// <summary>Nothing is wrong that a person should look at.</summary>
    public bool IsWell => Ends == 0 && Diagnosis.Findings.All(f => f.Severity == Severity.Info);

    // Ways of the person that was asked about which end somewhere.
    private int Ends => Diagnosis.Walks.Count(w => w.Break is not null);

    /// <summary><c>1 error, 2 warnings, 0 for information; 40 checks found nothing, 3 could not look</c></summary>
    public string Numbers =>
        (Ends == 0 ? "" : $"{Ends} of {Words.Count(Diagnosis.Walks.Length, "way")} {(Ends == 1 ? "ends" : "end")} early; ") +
        (IsWell ? "" : $"{Words.Count(Diagnosis.Count(Severity.Error), "error")}, {Words.Count(Diagnosis.Count(Severity.Warning), "warning")}, " +
            $"{Diagnosis.Count(Severity.Info)} for information; ") +
        $"{Words.Count(Diagnosis.Passed.Length, "check")} found nothing{(Diagnosis.Skipped.IsEmpty ? "" : $", {Diagnosis.Skipped.Length} could not look")}";

    /// <summary>What could not be read and keeps no check of the doctor's own from looking: those of audit found less without it.</summary>
    public ImmutableArray<string> UnreadBesides => [.. Diagnosis.Unread.Where(part => Diagnosis.Skipped.All(s => s.Why != part))];

    /// <summary>The checks that could not look, by what is missing.</summary>
    public IEnumerable<IGrouping<string, SkippedCheck>> SkippedByReason => Diagnosis.Skipped.GroupBy(s => s.Why, StringComparer.Ordinal);
}
