using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using KfTenants.Kubernetes.Running;

namespace KfTenants.Cli.Output;

/// <summary>
/// An apply in the formats that tell it while it happens (<see cref="OutputFormat.Event"/>): every line is written through at once, so that who reads along is
/// never behind, and a run that is killed leaves what it had said. Runs of several clusters tell into one.
/// </summary>
internal sealed class LiveAnswer(Terminal terminal, ImmutableArray<OutputTarget> targets) : IDisposable
{
    private readonly Dictionary<OutputTarget, TextWriter> _files = [];
    private readonly HashSet<OutputTarget> _broken = [];
    private readonly Lock _lock = new();
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private ExceptionDispatchInfo? _failure;

    /// <summary>The targets that get a finished answer.</summary>
    public ImmutableArray<OutputTarget> Finished { get; } = [.. targets.Where(t => t.Format.Event is null || t.Path is null)];

    /// <summary>False when a line cannot be written: what cannot be told must not go on. Nothing is thrown into the work.</summary>
    /// <param name="cluster">What the tenants file calls the cluster; null when it has no names for clusters.</param>
    public bool Hear(ApplyEvent happened, string? cluster = null)
    {
        lock (_lock)
        {
            foreach (var target in targets)
            {
                if (target.Format.Event?.Invoke(happened, new RunMoment(terminal.Time.GetUtcNow(), terminal.RunId, cluster)) is { } line)
                {
                    Write(target, line);
                    _begun.Add(cluster ?? "");
                }
            }

            return _failure is null;
        }
    }

    /// <exception cref="KfTenantsException">A line could not be written, if there was one.</exception>
    public void ThrowFailure() => _failure?.Throw();

    /// <summary>The last line of the files; standard output gets it as the answer.</summary>
    public void End(ReportAnswer answer) => End(answer.Result.Plan.Cluster.Name ?? "", t => t.Path is not null, format => format.Report!(answer));

    /// <summary>The last line of one of several clusters, everywhere: the answer is about all of them.</summary>
    public void End(ReportAnswer answer, string cluster) => End(cluster, _ => true, format => format.Report!(answer));

    /// <summary>The last line about all clusters, in the files.</summary>
    public void End(ClustersAnswer<ReportAnswer> answer) =>
        End("", t => t.Path is not null, format => format.Join!(answer.Rendered(format, f => f.Report)));

    /// <summary>A run that began to tell and has no answer ends with its failure: App answers only where nothing was said.</summary>
    public void Fail(FailureAnswer failure)
    {
        if (_begun.Contains(failure.Cluster ?? ""))
        {
            End(failure.Cluster ?? "", _ => true, format => format.Failure!(failure));
        }
    }

    /// <summary>The same of one of several clusters, which may not have begun.</summary>
    public void FailOne(FailureAnswer failure) => End(failure.Cluster!, _ => true, format => format.Failure!(failure));

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    // Once for each cluster.
    private void End(string cluster, Func<OutputTarget, bool> isMeant, Func<OutputFormat, IRendering> last)
    {
        lock (_lock)
        {
            if (!_ended.Add(cluster))
            {
                return;
            }

            foreach (var target in targets.Where(t => t.Format.Event is not null && isMeant(t)))
            {
                Write(target, last(target.Format));
            }
        }
    }

    private void Write(OutputTarget target, IRendering line)
    {
        if (_broken.Contains(target))
        {
            return;
        }

        try
        {
            var writer = WriterOf(target);
            line.WriteTo(writer, colors: false);
            writer.Flush();
        }
        catch (KfTenantsException e)
        {
            _broken.Add(target);
            _failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    private TextWriter WriterOf(OutputTarget target)
    {
        if (target.Path is not { } path)
        {
            return terminal.Out;
        }

        if (!_files.TryGetValue(target, out var file))
        {
            _files[target] = file = TextFiles.Open(terminal.FullPath(path), path);
        }

        return file;
    }
}
