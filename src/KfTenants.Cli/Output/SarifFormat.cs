using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Audit;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary><c>sarif</c>: findings for code scanning, SARIF 2.1.0 (OASIS); one rule for each id of a diagnostic, guard, conflict or risk.</summary>
internal static class SarifFormat
{
    public const string Version = "2.1.0";

    public static readonly OutputFormat Format = new("sarif")
    {
        Plan = answer => Of(Finding.Of(answer.Plan)),
        Audit = answer => Of(Finding.Of(answer)),
        Validation = answer => Of(Finding.Of(answer)),
        Join = ClustersFindings.Sarif,
    };

    internal static RawText Of(ImmutableArray<Finding> findings)
    {
        string[] rules = [.. findings.Select(f => f.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var json = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = Version,
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "kftenants",
                        ["version"] = VersionAction.Version,
                        ["rules"] = new JsonArray([.. rules.Select(JsonNode (r) => Rule(r))]),
                    },
                },
                ["columnKind"] = "unicodeCodePoints",
                ["results"] = new JsonArray([.. findings.Select(JsonNode (f) => Result(f, Array.IndexOf(rules, f.Rule)))]),
            }),
        };
        return new RawText(SafeText.OfJson(CanonicalJson.Of(json)) + "\n");
    }

    // What the catalogue says of a check; other ids say it themselves.
    private static JsonObject Rule(string id)
    {
        var json = new JsonObject { ["id"] = id };
        if (AuditRules.All.FirstOrDefault(r => r.Id == id) is { } rule)
        {
            json["shortDescription"] = new JsonObject { ["text"] = rule.Title };
        }

        return json;
    }

    private static JsonObject Result(Finding finding, int rule)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule,
            ["ruleIndex"] = rule,
            ["level"] = finding.Severity == Severity.Info ? "note" : finding.Severity.ToText(),
            ["message"] = new JsonObject { ["text"] = finding.Message },
            ["partialFingerprints"] = new JsonObject { ["kftenants/v1"] = finding.Fingerprint },
        };
        if (finding.Place is { } at)
        {
            result["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject
                {
                    ["artifactLocation"] = new JsonObject { ["uri"] = Uri(at.File) },
                    ["region"] = new JsonObject { ["startLine"] = at.Line, ["startColumn"] = at.Column },
                },
            });
        }

        return result;
    }

    private static string Uri(string file) => string.Join('/', file.Replace('\\', '/').Split('/').Select(System.Uri.EscapeDataString));
}
