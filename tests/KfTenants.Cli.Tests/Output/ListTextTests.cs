using KfTenants.Cli.Output;

namespace KfTenants.Cli.Tests.Output;

public sealed class ListTextTests
{
    [Theory]
    [InlineData("""["a","b"]""", """["b","c"]""", "- : \"a\"", "+ : \"c\"")]
    [InlineData("""["a","a"]""", """["a"]""", "- : \"a\"")]
    [InlineData("""[{"kind":"User","name":"ana"}]""", """[{"kind":"User","name":"eve"}]""", "- name: \"ana\"", "+ name: \"eve\"")]
    [InlineData(
        """[{"name":"ana"},{"name":"ben"}]""", """[{"name":"ben"},{"name":"cy"},{"name":"dee"}]""",
        "- : {\"name\":\"ana\"}", "+ : {\"name\":\"cy\"}", "+ : {\"name\":\"dee\"}")]
    [InlineData(
        """[{"from":[{"source":{"principals":["a","b"]}}],"when":[{"key":"k","values":["x"]}]}]""",
        """[{"from":[{"source":{"principals":["a","c"]}}],"when":[{"key":"k","values":["x"]}]}]""",
        "- from.source.principals: \"b\"", "+ from.source.principals: \"c\"")]
    [InlineData("""[{"a":1}]""", """[{"a":{"b":2},"c":3}]""", "- a: 1", "+ a: {\"b\":2}", "+ c: 3")]
    [InlineData("[]", """[{"a":1}]""", "+ : {\"a\":1}")]
    public void What_is_gone_and_what_is_new(string before, string after, params string[] expected) =>
        Assert.Equal(expected, ListText.Of(before, after)?.Select(e => $"{e.Symbol} {e.Path}: {e.Json}"));

    [Theory]
    [InlineData(null, "[]")]
    [InlineData("[]", null)]
    [InlineData("[]", "{}")]
    [InlineData("\"a\"", "\"b\"")]
    [InlineData("""["a","b"]""", """["b","a"]""")]
    public void Other_values_are_shown_whole(string? before, string? after) => Assert.Null(ListText.Of(before, after));
}
