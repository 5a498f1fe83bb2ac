using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using KfTenants.Kubernetes.Running;

namespace KfTenants.Cli.Output;

/// <summary>
/// An apply in the formats that tell it while it happens (<see cref="OutputFormat.Event"/>): every line is written through at once, so that who reads along is
/// never behind, and a run that is killed leaves what it had said.
/// </summary>
internal sealed class LiveAnswer(Terminal terminal, ImmutableArray<OutputTarget> targets) : IDisposable
{
    private readonly Dictionary<OutputTarget, TextWriter> _files = [];
    private readonly HashSet<OutputTarget> _broken = [];
    private ExceptionDispatchInfo? _failure;
    private bool _hasBegun;
    private bool _hasEnded;

    /// <summary>The targets that get a finished answer.</summary>
    public ImmutableArray<OutputTarget> Finished { get; } = [.. targets.Where(t => t.Format.Event is null || t.Path is null)];

    /// <summary>False when a line cannot be written: what cannot be told must not go on. Nothing is thrown into the work.</summary>
    public bool Hear(ApplyEvent happened)
    {
        foreach (var target in targets)
        {
            if (target.Format.Event?.Invoke(happened, new RunMoment(terminal.Time.GetUtcNow(), terminal.RunId)) is { } line)
            {
                Write(target, line);
                _hasBegun = true;
            }
        }

        return _failure is null;
    }

    /// <exception cref="KfTenantsException">A line could not be written, if there was one.</exception>
    public void ThrowFailure() => _failure?.Throw();

    /// <summary>The last line of the files; standard output gets it as the answer.</summary>
    public void End(ReportAnswer answer)
    {
        _hasEnded = true;
        foreach (var target in targets.Where(t => t.Path is not null && t.Format.Event is not null))
        {
            Write(target, target.Format.Report!(answer));
        }
    }

    /// <summary>A run that began to tell and has no answer ends with its failure: App answers only where nothing was said.</summary>
    public void Fail(FailureAnswer failure)
    {
        if (!_hasBegun || _hasEnded)
        {
            return;
        }

        _hasEnded = true;
        foreach (var target in targets.Where(t => t.Format.Event is not null))
        {
            Write(target, target.Format.Failure!(failure));
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
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
