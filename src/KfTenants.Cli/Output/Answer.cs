using System.Collections.Immutable;

namespace KfTenants.Cli.Output;

/// <summary>
/// An answer in every format it was asked for: files as named, the rest on standard output. Text goes there when no other
/// format took the place.
/// </summary>
internal static class Answer
{
    /// <param name="render">What of a format renders it; the command line let only formats through that have it.</param>
    public static async Task WriteAsync<T>(
        Terminal terminal, ImmutableArray<OutputTarget> targets, Func<OutputFormat, Func<T, IRendering>?> render, T answer, CancellationToken cancellationToken)
    {
        await WriteFilesAsync(terminal, targets, render, answer, cancellationToken);
        In(OfStandardOutput(targets), render, answer).WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(cancellationToken);
    }

    private static IRendering In<T>(OutputFormat format, Func<OutputFormat, Func<T, IRendering>?> render, T answer) =>
        (render(format) ?? throw new InvalidOperationException($"{format.Name} does not have this answer"))(answer);

    private static async Task WriteFilesAsync<T>(
        Terminal terminal, ImmutableArray<OutputTarget> targets, Func<OutputFormat, Func<T, IRendering>?> render, T answer, CancellationToken cancellationToken)
    {
        foreach (var target in targets)
        {
            if (target.Path is { } path)
            {
                var text = In(target.Format, render, answer).ToString();
                await TextFiles.WriteAsync(terminal.FullPath(path), path, text, cancellationToken, isPrivate: !target.Format.IsForOtherUsers);
            }
        }
    }

    /// <summary>The same of several clusters.</summary>
    /// <param name="render">What of a format renders the answer for one of them.</param>
    public static Task WriteAsync<T>(
        Terminal terminal,
        ImmutableArray<OutputTarget> targets,
        ClustersAnswer<T> answer,
        Func<OutputFormat, Func<T, IRendering>?> render,
        CancellationToken cancellationToken)
        where T : class =>
        WriteAsync(terminal, targets, Joined(render), answer, cancellationToken);

    /// <summary>Only the files that were asked for.</summary>
    /// <inheritdoc cref="WriteAsync{T}(Terminal, ImmutableArray{OutputTarget}, ClustersAnswer{T}, Func{OutputFormat, Func{T, IRendering}?}, CancellationToken)"/>
    public static Task WriteFilesAsync<T>(
        Terminal terminal, ImmutableArray<OutputTarget> targets, ClustersAnswer<T> answer, Func<OutputFormat, Func<T, IRendering>?> render, CancellationToken cancellationToken)
        where T : class =>
        WriteFilesAsync(terminal, targets, Joined(render), answer, cancellationToken);

    /// <summary>Only standard output.</summary>
    /// <inheritdoc cref="WriteAsync{T}(Terminal, ImmutableArray{OutputTarget}, ClustersAnswer{T}, Func{OutputFormat, Func{T, IRendering}?}, CancellationToken)"/>
    public static Task WriteOutAsync<T>(
        Terminal terminal, ImmutableArray<OutputTarget> targets, ClustersAnswer<T> answer, Func<OutputFormat, Func<T, IRendering>?> render, CancellationToken cancellationToken)
        where T : class =>
        WriteAsync(terminal, [.. targets.Where(t => t.Path is null)], Joined(render), answer, cancellationToken);

    private static Func<OutputFormat, Func<ClustersAnswer<T>, IRendering>?> Joined<T>(Func<OutputFormat, Func<T, IRendering>?> render)
        where T : class => f => f.Join is { } join ? a => join(a.Rendered(f, render)) : null;

    /// <summary>Why there is no answer, in the format that was asked for on standard output; standard error has told people.</summary>
    public static async Task FailAsync(Terminal terminal, ImmutableArray<OutputTarget> targets, FailureAnswer failure)
    {
        if (OfStandardOutput(targets).Failure is { } render)
        {
            render(failure).WriteTo(terminal.Out, terminal.ColorsOutput);
            await terminal.Out.FlushAsync();
        }
    }

    /// <summary>What standard output carries.</summary>
    public static OutputFormat OfStandardOutput(ImmutableArray<OutputTarget> targets) =>
        targets.FirstOrDefault(t => t.Path is null)?.Format ?? OutputFormats.Default;
}
