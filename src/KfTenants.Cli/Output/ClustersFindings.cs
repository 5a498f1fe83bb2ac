using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using KfTenants.Cli.Commands;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>Several clusters in the formats of findings, each as its readers expect it: every finding says its cluster, and a cluster without an answer is one.</summary>
internal static class ClustersFindings
{
    /// <summary>One run for each cluster, which its category tells apart.</summary>
    public static RawText Sarif(RenderedClusters answer)
    {
        var runs = new JsonArray();
        JsonObject? first = null;
        foreach (var part in answer.Parts)
        {
            // A part without an answer is an empty one that says why.
            var json = JsonNode.Parse((part.Rendering ?? SarifFormat.Of([])).ToString())!.AsObject();
            var run = json["runs"]!.AsArray()[0]!.DeepClone().AsObject();
            run["automationDetails"] = new JsonObject { ["id"] = $"kftenants/{part.Name}/" };
            if (part.Failure is { } failure)
            {
                run["invocations"] = new JsonArray(new JsonObject
                {
                    ["executionSuccessful"] = false,
                    ["toolExecutionNotifications"] = new JsonArray([.. Lines(part, failure).Select(JsonNode (l) => new JsonObject
                    {
                        ["level"] = "error",
                        ["message"] = new JsonObject { ["text"] = l },
                    })]),
                });
            }

            runs.Add((JsonNode)run);
            first ??= json;
        }

        first!["runs"] = runs;
        return new RawText(SafeText.OfJson(CanonicalJson.Of(first)) + "\n");
    }

    /// <summary>A test suite for each cluster; one without an answer is an error in it.</summary>
    public static RawText Junit(RenderedClusters answer)
    {
        XElement[] suites = [.. answer.Parts.SelectMany(p => p.Rendering is { } told ? XDocument.Parse(told.ToString()).Root!.Elements("testsuite") : [Suite(p)])];
        var counts = ((string[])["tests", "failures", "errors", "skipped"]).Select(name => new XAttribute(
            name, suites.Sum(s => int.Parse(s.Attribute(name)!.Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)));
        return new RawText($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{new XElement("testsuites", counts, suites).ToString().ReplaceLineEndings("\n")}\n");
    }

    /// <summary>One list.</summary>
    public static RawText CodeQuality(RenderedClusters answer)
    {
        var all = new JsonArray();
        foreach (var part in answer.Parts)
        {
            foreach (var finding in part.Rendering is { } told ? JsonNode.Parse(told.ToString())!.AsArray() : [])
            {
                all.Add(finding!.DeepClone());
            }

            foreach (var line in part.Failure is { } failure ? Lines(part, failure) : [])
            {
                all.Add((JsonNode)new JsonObject
                {
                    ["description"] = line,
                    ["check_name"] = "cluster",
                    ["fingerprint"] = new Finding(Diagnostics.Severity.Error, "cluster", line, null, null, line).Fingerprint,
                    ["severity"] = "critical",
                    ["location"] = new JsonObject { ["path"] = PlanRequest.DefaultPath, ["lines"] = new JsonObject { ["begin"] = 1 } },
                });
            }
        }

        return new RawText(SafeText.OfJson(CanonicalJson.Of(all)) + "\n");
    }

    /// <summary>The runner shows no more of a level of all clusters together than of one.</summary>
    public static RawText Github(RenderedClusters answer)
    {
        var lines = answer.Parts.SelectMany(p => p.Rendering?.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Concat(answer.Parts.SelectMany(p => p.Failure is { } failure ? Lines(p, failure).Select(l => $"::error title=cluster::{GithubFormat.Data(l)}") : [])).ToArray();
        var text = new StringBuilder();
        var left = 0;
        foreach (var level in lines.Where(l => !IsSummary(l)).GroupBy(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            level.Take(GithubFormat.MostOfALevel).ToList().ForEach(l => text.Append(l).Append('\n'));
            left += Math.Max(0, level.Count() - GithubFormat.MostOfALevel);
        }

        foreach (var line in lines.Where(IsSummary))
        {
            text.Append(line).Append('\n');
        }

        text.Append($"{GithubFormat.Summary}{GithubFormat.Data(answer.Summary)}{(left > 0 ? $" {left} more findings: see the log." : "")}\n");
        return new RawText(text.ToString());
    }

    private static bool IsSummary(string line) => line.StartsWith(GithubFormat.Summary, StringComparison.Ordinal);

    private static XElement Suite(RenderedCluster part)
    {
        var name = SafeText.Of($"kftenants in cluster {part.Name}");
        string[] lines = [.. Lines(part, part.Failure!)];
        return new XElement(
            "testsuite",
            new XAttribute("name", name),
            new XAttribute("tests", "1"),
            new XAttribute("failures", "0"),
            new XAttribute("errors", "1"),
            new XAttribute("skipped", "0"),
            new XElement("testcase", new XAttribute("classname", name), new XAttribute("name", SafeText.Of(part.Name)),
                new XElement("error", new XAttribute("type", part.Code.Word), new XAttribute("message", SafeText.Of(lines[0])), SafeText.Of(string.Join('\n', lines)))));
    }

    private static IEnumerable<string> Lines(RenderedCluster part, FailureAnswer failure) =>
        failure.Problems.Select(p => $"{part.Name}: {p.Line}").Concat(failure.Diagnostics.Select(d => $"{part.Name}: {d}")).DefaultIfEmpty($"{part.Name}: {part.Summary}");
}
