using System.Collections.Immutable;

namespace KfTenants.Cli.Output;

/// <summary>The answer of a command for several clusters: one for each, and what becomes of all together.</summary>
/// <param name="Set">Of the document.</param>
/// <param name="Parts">In the order of names.</param>
/// <param name="At">When the last one ended.</param>
internal sealed record ClustersAnswer<T>(string Set, ImmutableArray<ClusterPart<T>> Parts, DateTimeOffset At)
    where T : class
{
    /// <summary>By which all of it is approved at once; null where nothing is to be approved.</summary>
    public string? Checksum { get; init; }

    /// <summary>The command to go on with; null when there is nothing to do, or a person must act first.</summary>
    public string? Next { get; init; }

    public ExitCode Code => ExitCode.Of(Parts.Select(p => p.Code));

    /// <summary>For one format.</summary>
    /// <param name="render">What of a format renders the answer for one cluster.</param>
    public RenderedClusters Rendered(OutputFormat format, Func<OutputFormat, Func<T, IRendering>?> render) => new(
        Set,
        [.. Parts.Select(p => new RenderedCluster(
            p.Name,
            p.Code,
            p.Summary,
            p.Answer is null ? null : render(format)!(p.Answer),
            p.Answer is null ? null : render(TextFormat.Format)?.Invoke(p.Answer) as StyledText,
            p.Failure))],
        At)
    {
        Checksum = Checksum,
        Next = Next,
    };
}
