using KfTenants.Kubernetes.Running;

namespace KfTenants.Cli.Output;

/// <summary>
/// One format of <c>-o</c>: how it renders each answer that it has. To add one, write its file and list it in <see cref="OutputFormats"/>:
/// every command whose answer it has then offers it.
/// </summary>
/// <param name="Name">The word on the command line.</param>
internal sealed record OutputFormat(string Name)
{
    /// <summary>Of <c>plan</c> and <c>show</c>.</summary>
    public Func<PlanAnswer, IRendering>? Plan { get; init; }

    /// <summary>Of <c>apply</c>.</summary>
    public Func<ReportAnswer, IRendering>? Report { get; init; }

    /// <summary>Of <c>validate</c>.</summary>
    public Func<ValidationAnswer, IRendering>? Validation { get; init; }

    /// <summary>Of <c>diff</c>.</summary>
    public Func<DiffAnswer, IRendering>? Diff { get; init; }

    /// <summary>Of <c>history</c>.</summary>
    public Func<HistoryAnswer, IRendering>? History { get; init; }

    /// <summary>Of <c>help</c>.</summary>
    public Func<HelpAnswer, IRendering>? Help { get; init; }

    /// <summary>Of <c>access</c>.</summary>
    public Func<AccessAnswer, IRendering>? Access { get; init; }

    /// <summary>Of <c>audit</c>.</summary>
    public Func<AuditAnswer, IRendering>? Audit { get; init; }

    /// <summary>Of <c>doctor</c>.</summary>
    public Func<DoctorAnswer, IRendering>? Doctor { get; init; }

    /// <summary>Of <c>reap tenants</c>.</summary>
    public Func<IdleAnswer, IRendering>? Idle { get; init; }

    /// <summary>Of <c>reap pods</c>.</summary>
    public Func<ExpiredAnswer, IRendering>? Expired { get; init; }

    /// <summary>Of <c>token list</c> and <c>token inspect</c>.</summary>
    public Func<TokensAnswer, IRendering>? Tokens { get; init; }

    /// <summary>Of any command that failed before it had an answer; null where standard error says it all.</summary>
    public Func<FailureAnswer, IRendering>? Failure { get; init; }

    /// <summary>
    /// Of <c>apply</c> while it works (<see cref="LiveAnswer"/>): one line, or null for what is not told. Such a format has a report and a failure, its last line.
    /// </summary>
    public Func<ApplyEvent, RunMoment, IRendering?>? Event { get; init; }

    /// <summary>The answers for several clusters, put together; null for a format that no command has which takes several.</summary>
    public Func<RenderedClusters, IRendering>? Join { get; init; }

    /// <summary>A file of it is read by the program of another user, and holds no names of people.</summary>
    public bool IsForOtherUsers { get; init; }
}
