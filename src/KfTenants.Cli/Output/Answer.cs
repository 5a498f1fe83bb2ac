using System.Collections.Immutable;

namespace KfTenants.Cli.Output;

/// <summary>
/// An answer in every format it was asked for: files as named, the rest on standard output. Text goes there when no other
/// format took the place.
/// </summary>
internal static class Answer
{
    public static async Task WriteAsync(
        Terminal terminal, ImmutableArray<OutputTarget> targets, Func<StyledText> text, Func<string> json, CancellationToken cancellationToken)
    {
        foreach (var target in targets.Where(t => t.Path is not null))
        {
            var content = target.Format == OutputFormat.Json ? json() : text().ToString();
            await TextFiles.WriteAsync(terminal.FullPath(target.Path ?? ""), target.Path ?? "", content, cancellationToken);
        }

        if (OfStandardOutput(targets) == OutputFormat.Json)
        {
            await terminal.Out.WriteAsync(json().AsMemory(), cancellationToken);
        }
        else
        {
            text().WriteTo(terminal.Out, terminal.ColorsOutput);
        }

        await terminal.Out.FlushAsync(cancellationToken);
    }

    /// <summary>What standard output carries.</summary>
    public static OutputFormat OfStandardOutput(ImmutableArray<OutputTarget> targets) =>
        targets.FirstOrDefault(t => t.Path is null)?.Format ?? OutputFormat.Text;
}
