using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>github</c>: workflow commands of GitHub Actions, which put each finding on its line of the tenants file. The runner shows ten errors and ten warnings of
/// a step: the first of each, and then how many more there are.
/// </summary>
internal static class GithubFormat
{
    public const int MostOfALevel = 10;

    /// <summary>How the line about all of an answer begins.</summary>
    public const string Summary = "::notice title=kftenants::";

    public static readonly OutputFormat Format = new("github")
    {
        Plan = answer => Of(Finding.Of(answer.Plan), $"{Of(answer.Plan.Cluster.Name)}{PlanText.Numbers(answer.Plan)}"),
        Audit = answer => Of(Finding.Of(answer), $"{Of(answer.Cluster.Name)}audit of {answer.Cluster.Address}: {answer.Numbers}."),
        Validation = answer => Of(Finding.Of(answer), DiagnosticText.Summary(answer).ToString().TrimEnd()),
        Join = ClustersFindings.Github,
    };

    private static RawText Of(ImmutableArray<Finding> findings, string summary)
    {
        var text = new StringBuilder();
        var left = 0;
        foreach (var level in findings.GroupBy(f => f.Severity).OrderBy(g => g.Key))
        {
            foreach (var finding in level.Take(MostOfALevel))
            {
                var place = finding.Place is { } at ? $"file={Property(at.File)},line={at.Line},col={at.Column}," : "";
                text.Append($"::{(level.Key == Severity.Info ? "notice" : level.Key.ToText())} {place}title={Property(finding.Rule)}::{Data(finding.Message)}\n");
            }

            left += Math.Max(0, level.Count() - MostOfALevel);
        }

        text.Append($"{Summary}{Data(summary)}{(left > 0 ? $" {left} more findings: see the log." : "")}\n");
        return new RawText(text.ToString());
    }

    private static string Of(string? cluster) => cluster is null ? "" : $"{cluster}: ";

    // As the runner reads it back (actions/toolkit, command.ts); what it has no escape for is written as everywhere else.
    public static string Data(string text) =>
        SafeText.Of(text).Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
