using System.Collections.Immutable;

namespace KfTenants.Cli.Output;

/// <summary>The answers for several clusters in one format, to be put together (<see cref="OutputFormat.Join"/>).</summary>
/// <param name="Parts">In the order of names.</param>
internal sealed record RenderedClusters(string Set, ImmutableArray<RenderedCluster> Parts, DateTimeOffset At)
{
    public string? Checksum { get; init; }

    public string? Next { get; init; }

    public ExitCode Code => ExitCode.Of(Parts.Select(p => p.Code));

    /// <summary><c>ap: unreachable, eu: 3 changes, us: none</c></summary>
    public string Summary => string.Join(", ", Parts.Select(p => $"{p.Name}: {p.Summary}"));
}

/// <summary>The answer for one of them.</summary>
/// <param name="Rendering">Null when there is none.</param>
/// <param name="Text">The same for people; null where text does not have it.</param>
/// <param name="Failure">Null when it ended in order.</param>
internal sealed record RenderedCluster(string Name, ExitCode Code, string Summary, IRendering? Rendering, StyledText? Text, FailureAnswer? Failure);
