using System.Globalization;
using System.Xml.Linq;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary><c>junit</c>: test results as every CI system shows them; a document, or a tenant of a plan, is a test case that fails with what refuses it.</summary>
internal static class JunitFormat
{
    private const string Guards = "guards";
    private const string Shared = "shared by all tenants";

    public static readonly OutputFormat Format = new("junit")
    {
        Plan = answer => Of(
            $"plan of set {answer.Plan.Set}{ClusterText.Behind(answer.Plan.Cluster.Name)}",
            [Guards, .. answer.Plan.Changes.Select(c => c.Tenant ?? Shared).Distinct(StringComparer.Ordinal)],
            Finding.Of(answer.Plan).ToLookup(f => f.Tenant ?? (f.Rule.StartsWith("guard/", StringComparison.Ordinal) ? Guards : Shared), StringComparer.Ordinal)),
        Audit = answer => Of(
            $"audit of {(answer.Cluster.Name is { } cluster ? $"cluster {cluster}" : answer.Cluster.Address)}",
            [Shared, .. answer.Tenants],
            Finding.Of(answer).ToLookup(f => f.Tenant ?? Shared, StringComparer.Ordinal)),
        Validation = answer => Of("validate", answer.Files, Finding.Of(answer).ToLookup(f => f.Place?.File ?? "", StringComparer.Ordinal)),
        Join = ClustersFindings.Junit,
    };

    private static RawText Of(string suite, IReadOnlyCollection<string> cases, ILookup<string, Finding> findings)
    {
        XElement[] all = [.. cases.Select(name => Case(suite, name, [.. findings[name]]))];
        var failed = all.Count(c => c.Element("failure") is not null);
        XAttribute[] counts = [new("tests", Number(all.Length)), new("failures", Number(failed)), new("errors", "0"), new("skipped", "0")];
        var xml = new XElement("testsuites", counts, new XElement("testsuite", new XAttribute("name", SafeText.Of($"kftenants {suite}")), counts, all));
        return new RawText($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{xml.ToString().ReplaceLineEndings("\n")}\n");
    }

    private static XElement Case(string suite, string name, Finding[] findings)
    {
        Finding[] errors = [.. findings.Where(f => f.Severity == Severity.Error)];
        Finding[] warnings = [.. findings.Except(errors)];
        var test = new XElement("testcase", new XAttribute("classname", SafeText.Of($"kftenants {suite}")), new XAttribute("name", SafeText.Of(name)));
        if (errors.Length > 0)
        {
            test.Add(new XElement("failure", new XAttribute("type", SafeText.Of(errors[0].Rule)), new XAttribute("message", SafeText.Of(errors[0].Message)), Lines(errors)));
        }

        if (warnings.Length > 0)
        {
            test.Add(new XElement("system-out", Lines(warnings)));
        }

        return test;
    }

    private static string Lines(Finding[] findings) =>
        string.Join('\n', findings.Select(f => SafeText.Of($"{(f.Place is { } at ? $"{at}: " : "")}{f.Rule}: {f.Message}")));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
