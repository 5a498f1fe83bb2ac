using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace KfTenants.Kube;

public sealed class ManagedFieldsTextTests
{
    private const string Ours = """
        {"manager":"kftenants","operation":"Apply","apiVersion":"v1","time":"2026-11-30T17:26:18Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:hard":{"f:cpu":{}}}}}
        """;

    private const string Theirs = """
        {"manager":"kubectl","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{".":{},"f:time":{}}}}
        """;

    [Theory]
    [InlineData("[]")]
    [InlineData("[" + Ours + "]")]
    [InlineData("[" + Theirs + "," + Ours + "]")]
    [InlineData("""[{"time":"2026-11-30T17:26:18.123456Z"},{"time":"2026-11-30T17:26:18Z"}]""")]
    [InlineData("""[{"time":"2026-11-30T17:26:18Z"},{"time":""}]""")]
    [InlineData("""[{"manager":"\"time\":\"2026-11-30T17:26:18Z\"","time":"2026-11-30T17:26:18Z"}]""")]
    [InlineData("""[{"fieldsV1":{"f:metadata":{"f:ownerReferences":{"k:{\"uid\":\"1\"}":{}}}},"time":"2026-11-30T17:26:18Z"}]""")]
    public void The_text_comes_back_byte_for_byte(string json) => Assert.Equal(json, TextOf(Parse(json)));

    [Fact]
    public void Any_number_of_entries_with_any_times_comes_back() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(bool HasTime, uint Second)[]>(), entries =>
        {
            var texts = entries.Select(e => e.HasTime ? $$"""{"time":"{{Times.Seconds(DateTimeOffset.FromUnixTimeSeconds(e.Second))}}"}""" : """{"manager":"m"}""");
            var json = $"[{string.Join(',', texts)}]";
            var read = Of(json).Managers.Entries;
            return TextOf(Parse(json)) == json &&
                read.Select(e => e.Time).SequenceEqual(entries.Select(e => e.HasTime ? DateTimeOffset.FromUnixTimeSeconds(e.Second) : (DateTimeOffset?)null));
        }));

    [Fact]
    public void What_is_read_is_what_the_body_would_say()
    {
        foreach (var json in (string[])["[" + Theirs + "," + Ours + "]", "[" + Ours + "," + Theirs + "]", "[" + Ours + "]", "[]"])
        {
            var beside = Of(json);
            var within = new KubeObject(ObjectKind.ConfigMap, JsonElement.Parse($$$"""{"metadata":{"name":"a","namespace":"b","managedFields":{{{json}}}}}"""));

            Assert.Equal(within.Managers.Entries.Select(e => (e.Manager, e.Operation, e.Time)), beside.Managers.Entries.Select(e => (e.Manager, e.Operation, e.Time)));
            Assert.Equal(within.Managers.Entries.SelectMany(e => e.Fields.Leaves), beside.Managers.Entries.SelectMany(e => e.Fields.Leaves));
            Assert.Equal(CanonicalJson.Of(within.ManagedFields!.Value), CanonicalJson.Of(beside.ManagedFields!.Value));
            Assert.True(within.SameAs(beside));
            Assert.Equal(CanonicalJson.Of(within.ToNode()), CanonicalJson.Of(beside.ToNode()));
            Assert.Equal(CanonicalJson.Of(JsonElement.Parse(within.ToUtf8())), CanonicalJson.Of(JsonElement.Parse(beside.ToUtf8())));
        }
    }

    [Fact]
    public void Objects_that_differ_in_times_share_their_field_sets_and_keep_their_times()
    {
        var later = Ours.Replace("17:26:18", "18:00:00", StringComparison.Ordinal);
        var (one, two) = (Of($"[{Ours}]").Managers, Of($"[{later}]").Managers);

        Assert.Same(one.Ours, two.Ours);
        Assert.NotEqual(one.Entries[0].Time, two.Entries[0].Time);
    }

    [Fact]
    public void Another_owner_is_another_object()
    {
        var theirs = Of($"[{Ours}]");
        var ours = Of($"[{Ours.Replace("\"kftenants\"", "\"kubectl\"", StringComparison.Ordinal)}]");
        Assert.False(theirs.SameAs(ours));
        Assert.True(theirs.Managers.IncludeUs);
        Assert.False(ours.Managers.IncludeUs);
    }

    [Fact]
    public void What_is_nested_too_deep_is_refused()
    {
        Assert.NotNull(ManagedFieldsText.Of("[[[]]]"u8, 3));
        Assert.Null(ManagedFieldsText.Of("[[[[]]]]"u8, 3));
    }

    [Fact]
    public void Too_many_fields_are_a_flaw_of_every_object_that_has_them()
    {
        var fields = string.Join(',', Enumerable.Range(0, FieldSetLimit.MaxFields + 1).Select(i => $"\"f:{i}\":{{}}"));
        var json = $$$"""[{"manager":"m","operation":"Update","fieldsV1":{ {{{fields}}} }}]""";
        Assert.Contains("name more than 20000 fields", Of(json).Flaw!, StringComparison.Ordinal);
        Assert.Contains("name more than 20000 fields", Of(json).Flaw!, StringComparison.Ordinal);
    }

    private static ManagedFieldsText Parse(string json) => ManagedFieldsText.Of(Encoding.UTF8.GetBytes(json), 62)!;

    private static string TextOf(ManagedFieldsText text) => Encoding.UTF8.GetString(text.ToUtf8());

    private static KubeObject Of(string managedFields) =>
        new(ObjectKind.ConfigMap, JsonElement.Parse("""{"metadata":{"name":"a","namespace":"b","managedFields":[]}}"""), managedFields: Parse(managedFields));
}
