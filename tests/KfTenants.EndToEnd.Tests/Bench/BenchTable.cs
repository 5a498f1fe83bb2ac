using System.Globalization;
using System.Text;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>The measurements of one class as a table of Markdown, at the end of the file that <c>script/bench</c> names: what was done, the goal, and the figure.</summary>
public sealed class BenchTable(string heading)
{
    private readonly StringBuilder _text = new StringBuilder().AppendLine("## " + heading).AppendLine().AppendLine("| work | goal | figure |").AppendLine("|---|---|---|");

    /// <summary>The program as it is published.</summary>
    public static string Program => Environment.GetEnvironmentVariable("KFTENANTS_BENCH_PROGRAM") ?? throw new InvalidOperationException("script/bench names the program");

    /// <summary>Without a goal: for comparison.</summary>
    public void Add(string work, string figure) => Add(work, "", figure);

    public void Add(string work, string goal, string figure) => _text.AppendLine(CultureInfo.InvariantCulture, $"| {work} | {goal} | {figure} |");

    /// <param name="most">The goal: the figure is no more than this.</param>
    public void AddAtMost(string work, double most, double figure, string unit = "") =>
        Add(work, $"≤ {Number(most)}{unit}", $"{Number(figure)}{unit}{(figure <= most ? "" : " (missed)")}");

    /// <param name="least">The goal: the figure is no less than this.</param>
    public void AddAtLeast(string work, double least, double figure, string unit = "") =>
        Add(work, $"≥ {Number(least)}{unit}", $"{Number(figure)}{unit}{(figure >= least ? "" : " (missed)")}");

    public async Task WriteAsync() =>
        await File.AppendAllTextAsync(Environment.GetEnvironmentVariable("KFTENANTS_BENCH")!, _text.AppendLine().ToString());

    /// <summary>Median, minimum and maximum of the times, and the medians of what was used.</summary>
    public static string Figures(IReadOnlyCollection<Measured> runs) => string.Create(CultureInfo.InvariantCulture,
        $"{Median(runs, r => r.Elapsed):0} ms ({runs.Min(r => r.Elapsed):0} to {runs.Max(r => r.Elapsed):0}), " +
        $"{Median(runs, r => r.Cpu):0} ms of CPU, {Median(runs, r => r.Peak):0} MB");

    public static double Median<T>(IReadOnlyCollection<T> runs, Func<T, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    private static string Number(double figure) => figure.ToString(figure >= 20 ? "0" : "0.00", CultureInfo.InvariantCulture);
}
