using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>codequality</c>: findings for GitLab's merge requests, the subset of Code Climate's format that GitLab reads (its documentation, "Code Quality": description,
/// check_name, fingerprint, severity, location.path, location.lines.begin). All of these are required, so what no line asks for stands at the first line of the file.
/// </summary>
internal static class CodeQualityFormat
{
    public static readonly OutputFormat Format = new("codequality")
    {
        Plan = answer => Of(Finding.Of(answer.Plan), answer.Plan.Config.Files),
        Validation = answer => Of(Finding.Of(answer), answer.Files),
        Join = ClustersFindings.CodeQuality,
    };

    private static RawText Of(ImmutableArray<Finding> findings, ImmutableArray<string> files)
    {
        // GitLab takes two findings of one fingerprint for one.
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = new JsonArray();
        foreach (var finding in findings)
        {
            var fingerprint = finding.Fingerprint;
            var before = seen.GetValueOrDefault(fingerprint);
            seen[fingerprint] = before + 1;
            all.Add((JsonNode)new JsonObject
            {
                ["description"] = finding.Message,
                ["check_name"] = finding.Rule,
                ["fingerprint"] = before == 0 ? fingerprint : string.Create(CultureInfo.InvariantCulture, $"{fingerprint}-{before}"),
                ["severity"] = finding.Severity == Severity.Error ? "critical" : "minor",
                ["location"] = new JsonObject
                {
                    ["path"] = Path(finding.Place?.File ?? files.FirstOrDefault() ?? ""),
                    ["lines"] = new JsonObject { ["begin"] = finding.Place?.Line ?? 1 },
                },
            });
        }

        return new RawText(SafeText.OfJson(CanonicalJson.Of(all)) + "\n");
    }

    // GitLab compares it with the paths of the repository, which begin with no "./".
    private static string Path(string file)
    {
        var path = file.Replace('\\', '/');
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..].TrimStart('/');
        }

        return path;
    }
}
