using System.Reflection;
using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Diagnostics;

public sealed class KnownDiagnosticsTests
{
    private static readonly string Docs = File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(KnownDiagnosticsTests)), "docs", "diagnostics.md"));

    [Fact]
    public void Ids_are_unique_and_in_order()
    {
        var ids = KnownDiagnostics.All.Select(d => d.Id).ToArray();
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^KFT[0-9]{4}$", id));
    }

    [Fact]
    public void Every_entry_has_a_factory_and_every_factory_an_entry()
    {
        var made = typeof(KnownDiagnostics).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => m.ReturnType == typeof(Diagnostic))
            .Select(m => (Diagnostic)m.Invoke(null, [.. m.GetParameters().Select(p => Sample(p.ParameterType))])!)
            .ToArray();

        Assert.Equal(KnownDiagnostics.All.Select(d => d.Id), made.Select(d => d.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.All(made, d => Assert.Equal(KnownDiagnostics.All.Single(k => k.Id == d.Id).Severity, d.Severity));
        Assert.All(made, d => Assert.Matches(@"[.?]\z", d.Message));
    }

    [Fact]
    public void The_page_describes_exactly_the_catalogue()
    {
        var headings = Regex.Matches(Docs, @"^### (KFT\d{4}) (.+?)(?: \((warning)\))?$", RegexOptions.Multiline)
            .Select(m => (m.Groups[1].Value, m.Groups[3].Success ? Severity.Warning : Severity.Error, m.Groups[2].Value));

        Assert.Equal(KnownDiagnostics.All.Select(d => (d.Id, d.Severity, d.Title)), headings);
    }

    [Fact]
    public void The_page_says_for_each_what_is_wrong_and_how_to_repair_it()
    {
        var sections = Regex.Split(Docs, @"^### ", RegexOptions.Multiline)[1..];
        Assert.All(sections, s => Assert.Contains("Repair:", s, StringComparison.Ordinal));
        Assert.All(sections, s => Assert.True(s.Contains("```", StringComparison.Ordinal) || s.Contains("Example:", StringComparison.Ordinal), s));
    }

    private static object? Sample(Type type)
    {
        if (type == typeof(SourceLocation))
        {
            return new SourceLocation("tenants.yaml", 1, 1);
        }

        return type == typeof(string) ? "x." : type == typeof(IEnumerable<string>) ? new[] { "a", "b" } : type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
