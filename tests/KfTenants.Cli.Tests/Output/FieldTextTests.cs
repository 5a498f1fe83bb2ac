using KfTenants.Cli.Output;
using KfTenants.Diff;

namespace KfTenants.Cli.Tests.Output;

public sealed class FieldTextTests
{
    [Theory]
    [InlineData("/spec/resourceQuotaSpec/hard/cpu", "spec.resourceQuotaSpec.hard.cpu")]
    [InlineData("/metadata/labels/app.kubernetes.io~1managed-by", "metadata.labels[\"app.kubernetes.io/managed-by\"]")]
    [InlineData("/staticPasswords/ben@example.com/hash", "staticPasswords[\"ben@example.com\"].hash")]
    [InlineData("/a~01/", "[\"a~1\"][\"\"]")]
    public void Paths_read_as_people_write_them(string pointer, string expected) => Assert.Equal(expected, FieldText.Path(pointer));

    [Theory]
    [InlineData("\"8\"", "8")]
    [InlineData("8", "8")]
    [InlineData("\"ana@example.com\"", "ana@example.com")]
    [InlineData("\"two words\"", "\"two words\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("null", "null")]
    [InlineData(null, "(none)")]
    [InlineData("[\"a\"]", "[\"a\"]")]
    [InlineData(FieldChange.Hidden, "(hidden)")]
    public void Simple_texts_lose_their_quotes(string? json, string expected) => Assert.Equal(expected, FieldText.Values("/spec/a", json, null).Before);

    [Fact]
    public void Long_metadata_is_cut_to_where_it_differs()
    {
        var (before, after) = FieldText.Values(
            "/metadata/annotations/note", $"\"{new string('x', 200)}A{new string('y', 200)}\"", $"\"{new string('x', 200)}B{new string('y', 200)}\"");
        Assert.Equal("...xxxxxxxxxxxxA" + new string('y', 59) + "... (141 more)", before);
        Assert.Equal("...xxxxxxxxxxxxB" + new string('y', 59) + "... (141 more)", after);
    }

    [Fact]
    public void Long_new_metadata_is_shown_from_its_beginning() =>
        Assert.Equal(new string('x', 72) + "... (128 more)", FieldText.Values("/metadata/annotations/note", null, $"\"{new string('x', 200)}\"").After);

    [Theory]
    [InlineData("/spec/plugins")]
    [InlineData("/spec/rules")]
    [InlineData("/metadata/labels/pod-security.kubernetes.io~1enforce")]
    public void What_decides_is_never_cut(string pointer)
    {
        var role = new string('x', 5000);
        Assert.Equal(role, FieldText.Values(pointer, null, $"\"{role}\"").After);
    }

    [Theory]
    [InlineData("/spec/rules")]
    [InlineData("/subjects")]
    [InlineData("/roleRef/name")]
    [InlineData("/spec/owner/name")]
    public void Who_is_let_in_is_whole_on_both_sides(string pointer) =>
        Assert.Equal(new string('x', 5000), FieldText.Values(pointer, $"\"{new string('x', 5000)}\"", null).Before);

    [Fact]
    public void Everything_is_whole_when_asked_for() =>
        Assert.Equal(new string('x', 200), FieldText.Values("/metadata/annotations/note", null, $"\"{new string('x', 200)}\"", isWhole: true).After);

    [Fact]
    public void What_others_made_long_does_not_push_the_rest_out_of_sight() =>
        Assert.Equal(new string('x', 2000) + "... (3000 more)", FieldText.Values("/spec/limits", $"\"{new string('x', 5000)}\"", null).Before);
}
