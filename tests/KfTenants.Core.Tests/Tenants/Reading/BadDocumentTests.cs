using KfTenants.Testing;

namespace KfTenants.Tenants.Reading;

/// <summary>Each folder of Cases is one document, or several fragments, and everything that is reported of it.</summary>
public sealed class BadDocumentTests
{
    public static TheoryData<string> Cases => [.. TestPaths.Cases(typeof(BadDocumentTests), "Tenants", "Reading")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_findings_are_reported_at_their_place(string name)
    {
        var folder = Path.Combine(TestPaths.Project(typeof(BadDocumentTests)), "Tenants", "Reading", "Cases", name);
        var files = Directory.EnumerateFiles(folder, "*.yaml")
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path)))
            .ToArray();

        Golden.Match(folder, "diagnostics.txt", ReadSet.Of(files).Print());
    }
}
