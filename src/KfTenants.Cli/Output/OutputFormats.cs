using System.Collections.Immutable;
using KfTenants.Cli.Output.Html;

namespace KfTenants.Cli.Output;

/// <summary>The registry of formats: every one that <c>-o</c> knows.</summary>
internal static class OutputFormats
{
    /// <summary>What standard output carries when the command line names nothing for it.</summary>
    public static readonly OutputFormat Default = TextFormat.Format;

    public static readonly ImmutableArray<OutputFormat> All =
    [
        TextFormat.Format, JsonFormat.Format, NdjsonFormat.Format, MarkdownFormat.Format, HtmlFormat.Format, CsvFormat.Format, GithubFormat.Format,
        CodeQualityFormat.Format, SarifFormat.Format, JunitFormat.Format, MetricsFormat.Format, ManFormat.Format,
    ];

    /// <summary>Those that have one kind of answer.</summary>
    public static ImmutableArray<OutputFormat> With<T>(Func<OutputFormat, Func<T, IRendering>?> answer) => [.. All.Where(f => answer(f) is not null)];
}
