using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>The answer of a run that could not give its own: how it ended, and why.</summary>
/// <param name="Diagnostics">When the document is why; then there is no other problem.</param>
internal sealed record FailureAnswer(ExitCode Code, ImmutableArray<Problem> Problems, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>What the diagnostics are about.</summary>
    public SourceLines Lines { get; init; } = SourceLines.None;

    /// <summary>What the tenants file calls the cluster of the run; null when it has no names for clusters, or none was opened.</summary>
    public string? Cluster { get; init; }

    /// <summary>When it failed.</summary>
    public DateTimeOffset At { get; init; }

    public static FailureAnswer Of(KfTenantsException failed) => failed switch
    {
        InvalidDocumentException invalid => new FailureAnswer(invalid.Code, [], invalid.Diagnostics) { Lines = invalid.Lines },
        RefusedException refused => new FailureAnswer(refused.Code, refused.Problems, []),
        _ => new FailureAnswer(ExitCode.Failed, failed.Problems, []),
    };

    /// <summary>What stopped a run, whatever it was.</summary>
    public static FailureAnswer Of(Exception stopped) => stopped switch
    {
        KfTenantsException failed => Of(failed),
        OperationCanceledException => Of(ExitCode.Cancelled, "interrupted"),
        _ => Of(ExitCode.Failed, Defect(stopped)),
    };

    /// <summary>For what should never be thrown: its kind, because its words may hold what must not be shown.</summary>
    public static string Defect(Exception thrown) => $"this is a defect of kftenants ({thrown.GetType().Name})";

    public static FailureAnswer Of(ExitCode code, params IEnumerable<string> problems) => new(code, [.. problems.Select(p => new Problem(null, p))], []);

    /// <summary>For people: a line for each problem, then what to do about them.</summary>
    public StyledText ToText()
    {
        var text = DiagnosticText.Of(Diagnostics, Lines);
        foreach (var problem in Problems)
        {
            text.Add(Tone.Bad, "error: ").Line(problem.Line);
        }

        foreach (var remedy in Problems.Select(p => p.Remedy).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            text.Line(remedy);
        }

        return text;
    }
}
