using System.Reflection;

namespace KfTenants.Testing;

/// <summary>Where the tests' files are: from assembly metadata, because a CI build rewrites caller paths.</summary>
public static class TestPaths
{
    /// <summary>The folder of the test project that <paramref name="anchor"/> lives in.</summary>
    public static string Project(Type anchor) => Metadata(anchor, "ProjectDirectory");

    public static string Repository(Type anchor) => Metadata(anchor, "RepositoryDirectory");

    /// <summary>Third-party recordings that may lie beside the repository; null when they are not there.</summary>
    public static string? Fixtures(Type anchor)
    {
        var path = Path.GetFullPath(Path.Combine(Repository(anchor), "..", "shared", "fixtures"));
        return Directory.Exists(path) ? path : null;
    }

    /// <summary>The sub-folders of a <c>Cases</c> folder, by name: one test case each.</summary>
    public static IEnumerable<string> Cases(Type anchor, params string[] folder) =>
        Directory.EnumerateDirectories(Path.Combine([Project(anchor), .. folder, "Cases"]))
            .Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal);

    private static string Metadata(Type anchor, string key) =>
        anchor.Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
