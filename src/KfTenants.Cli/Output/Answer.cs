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
        IRendering In(OutputFormat format) => (render(format) ?? throw new InvalidOperationException($"{format.Name} does not have this answer"))(answer);
        foreach (var target in targets)
        {
            if (target.Path is { } path)
            {
                await TextFiles.WriteAsync(terminal.FullPath(path), path, In(target.Format).ToString(), cancellationToken, isPrivate: !target.Format.IsForOtherUsers);
            }
        }

        In(OfStandardOutput(targets)).WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(cancellationToken);
    }

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
