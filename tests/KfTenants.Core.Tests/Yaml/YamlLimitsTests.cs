using System.Globalization;
using KfTenants.Testing;

namespace KfTenants.Yaml;

/// <summary>A limit has one number: the pages tell the one that the reader has.</summary>
public sealed class YamlLimitsTests
{
    public static TheoryData<string, string> Sentences => new()
    {
        { "hostile-input.md", Text($"How: {Mebi(File.Size)} MiB, {File.Values:N0} values with aliases expanded, {File.FittingValues:N0} where ") },
        { "hostile-input.md", Text($" where all of them have the form of the schema, {File.Depth} levels, {File.Keys:N0} keys in one map, ") },
        { "hostile-input.md", Text($"{MeteredText.MostBetweenEvents / 1_048_576} Mi characters in one value or comment") },
        { "hostile-input.md", Text($" keys in one map, {File.Properties:N0} anchors and tags") },
        { "tenants-file.md", Text($"A file has at most {Mebi(File.Size)} MiB, {File.FittingValues:N0} values (") },
        { "tenants-file.md", Text($" values ({File.Values:N0} where one of them is wrong by the schema) and a depth of {File.Depth}") },
        { "diagnostics.md", Text($"More than {File.Depth} lists and maps are nested") },
        { "diagnostics.md", Text($"More than {File.Values:N0} values, keys among them, with aliases expanded, of which not all fit the schema; more than ") },
        { "diagnostics.md", Text($"; more than {File.FittingValues:N0} in any case; or more than {File.Keys:N0} keys in one map; or more than ") },
        { "diagnostics.md", Text($" keys in one map; or more than {File.Properties:N0} values with an anchor or a tag") },
        { "hostile-input.md", Text($"| Dex's configuration | {Mebi(Dex.Size)} Mi characters, {Dex.Depth} levels, {Dex.Values:N0} values ") },
        { "hostile-input.md", Text($"| kubeconfig and the files it names | {Mebi(Kubeconfig.Size)} MiB, {Kubeconfig.Depth} levels, {Kubeconfig.Values:N0} values ") },
        { "hostile-input.md", Text($"| manifests of a directory cluster | {Manifest.Depth} levels, {Manifest.Values:N0} values ") },
    };

    private static YamlLimits File => YamlLimits.TenantsFile;

    private static YamlLimits Dex => YamlLimits.DexConfig;

    private static YamlLimits Kubeconfig => YamlLimits.Kubeconfig;

    private static YamlLimits Manifest => YamlLimits.Manifest;

    [Theory]
    [MemberData(nameof(Sentences))]
    public async Task A_page_names_the_limit_that_is_kept(string page, string sentence)
    {
        var text = await System.IO.File.ReadAllTextAsync(Path.Combine(TestPaths.Repository(typeof(YamlLimitsTests)), "docs", page));
        Assert.Contains(sentence, text.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private static int Mebi(int size) => size / (1024 * 1024);

    private static string Text(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
