using KfTenants.Testing;

namespace KfTenants.Yaml;

/// <summary>Each text of Broken.txt is not YAML; behind it stands what a person is told.</summary>
public sealed class SyntaxCauseTests
{
    private const string Between = "=====\n";

    private static readonly string Folder = Path.Combine(TestPaths.Project(typeof(SyntaxCauseTests)), "Yaml");

    private static readonly string[] Texts = File.ReadAllText(Path.Combine(Folder, "Broken.txt")).ReplaceLineEndings("\n").Split(Between);

    [Fact]
    public void A_person_is_told_what_is_wrong_and_where_it_began() => Golden.Match(
        Folder, "broken.txt", string.Concat(Texts.Select(t => t.Replace("\u00A0", "<nbsp>", StringComparison.Ordinal) + Told(t) + "\n")));

    [Fact]
    public void No_word_of_the_parser_reaches_a_person()
    {
        string[] words = ["While ", "while scanning", "while parsing", "expected", "token", "scalar", "block mapping", "collection", "found "];
        Assert.All(Texts.SelectMany(Findings), d => Assert.DoesNotContain(words, w => d.Message.Contains(w, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_place_is_in_the_text_wherever_it_is_cut()
    {
        var whole = File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(SyntaxCauseTests)), "tenants.example.yaml"));
        for (var end = 1; end < whole.Length; end += 7)
        {
            var lines = whole[..end].Split('\n');
            foreach (var found in Findings(whole[..end]))
            {
                Assert.InRange(found.Location.Line, 1, lines.Length);
                Assert.InRange(found.Location.Column, 1, lines[found.Location.Line - 1].Length + 1);
            }
        }
    }

    [Fact]
    public void Windows_line_ends_change_nothing() => Assert.Equal(
        Texts.SelectMany(Findings).Select(d => d.ToString()),
        Texts.SelectMany(t => Findings(t.Replace("\n", "\r\n", StringComparison.Ordinal))).Select(d => d.ToString()));

    private static string Told(string text) => string.Concat(Findings(text).Select(d => $"=> {d}\n"));

    private static IEnumerable<Diagnostics.Diagnostic> Findings(string text) => YamlDocument.Parse("f", text).Diagnostics;
}
