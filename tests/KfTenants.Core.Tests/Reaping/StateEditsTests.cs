using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants.Reading;
using KfTenants.Testing;
using KfTenants.Yaml;

namespace KfTenants.Reaping;

/// <summary>The edit of a file's text: what is asked for and nothing else, or nothing at all.</summary>
public sealed class StateEditsTests
{
    private const string Head = "apiVersion: kftenants.io/v1\nkind: TenantSet\nmetadata: {name: production}\n";

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 4, 5, 6, TimeSpan.Zero);

    [Theory]
    [InlineData(
        "tenants:\n  - name: team-a # ours\n\n    # the owner\n    owner: ana@example.com\n",
        "tenants:\n  - name: team-a # ours\n    state: suspended\n    suspendedSince: 2026-11-30\n\n    # the owner\n    owner: ana@example.com\n")]
    [InlineData(
        "tenants:\n- owner: ana@example.com\n  state: \"active\"   # for now\n  name: 'team-a'",
        "tenants:\n- owner: ana@example.com\n  state: \"suspended\"   # for now\n  suspendedSince: 2026-11-30\n  name: 'team-a'")]
    [InlineData("tenants:\n- owner: ana@example.com\n  name: team-a", "tenants:\n- owner: ana@example.com\n  name: team-a\n  state: suspended\n  suspendedSince: 2026-11-30")]
    [InlineData("tenants: [{name: team-a, owner: ana@example.com}]\n", "tenants: [{name: team-a, state: suspended, suspendedSince: 2026-11-30, owner: ana@example.com}]\n")]
    [InlineData("tenants: [{owner: ana@example.com, name: team-a}]\n", "tenants: [{owner: ana@example.com, name: team-a, state: suspended, suspendedSince: 2026-11-30}]\n")]
    [InlineData(
        "\"tenants\": [{\"name\": \"team-a\", \"owner\": \"ana@example.com\"}]\n",
        "\"tenants\": [{\"name\": \"team-a\", \"state\": \"suspended\", \"suspendedSince\": \"2026-11-30\", \"owner\": \"ana@example.com\"}]\n")]
    [InlineData(
        "tenants:\n  - name:\n      team-a\n    owner: ana@example.com\n",
        "tenants:\n  - state: suspended\n    suspendedSince: 2026-11-30\n    name:\n      team-a\n    owner: ana@example.com\n")]
    [InlineData(
        "tenants:\n  - name: &n team-a\n    owner: ana@example.com\n",
        "tenants:\n  - state: suspended\n    suspendedSince: 2026-11-30\n    name: &n team-a\n    owner: ana@example.com\n")]
    [InlineData(
        "tenants:\r\n  - name: team-a\r\n    owner: ana@example.com\r\n",
        "tenants:\r\n  - name: team-a\r\n    state: suspended\r\n    suspendedSince: 2026-11-30\r\n    owner: ana@example.com\r\n")]
    [InlineData(
        "tenants:\n  - name: team-a\n    owner: ana@example.com\n    namespace: {annotations: {note: \"\U0001F600\"}}\n  - {name: team-b, owner: \"\U0001F600\"}\n",
        "tenants:\n  - name: team-a\n    state: suspended\n    suspendedSince: 2026-11-30\n    owner: ana@example.com\n    namespace: {annotations: {note: \"\U0001F600\"}}\n" +
        "  - {name: team-b, owner: \"\U0001F600\"}\n")]
    public void A_tenant_is_suspended_where_it_stands(string before, string after)
    {
        Assert.Equal(Head + after, Edited(Head + before, Suspend));
        Assert.Equal("\uFEFF" + Head + after, Edited("\uFEFF" + Head + before, Suspend));

        StateEdit Suspend(string text) => StateEdit.Suspend("team-a", PlaceOf(text, "team-a"), Now);
    }

    [Fact]
    public void A_suspended_tenant_becomes_a_tombstone_by_one_word() => Assert.Equal(
        Head + "tenants:\n  - name: team-a\n    state: absent\n    suspendedSince: 2026-10-01\n    owner: a@example.com\n" +
            "  - {name: team-b, owner: b@example.com, state: 'absent'}\n",
        Edited(
            Head + "tenants:\n  - name: team-a\n    state: suspended\n    suspendedSince: 2026-10-01\n    owner: a@example.com\n" +
                "  - {name: team-b, owner: b@example.com, state: 'suspended'}\n",
            text => StateEdit.Delete("team-b", PlaceOf(text, "team-b")), text => StateEdit.Delete("team-a", PlaceOf(text, "team-a"))));

    [Theory]
    [InlineData("tenants:\n  - &a {name: team-a, owner: ana@example.com}\ndefaults: {namespace: {labels: *a}}\n")] // The alias would change, too.
    [InlineData("tenants:\n  - name: team-a\n    state: >-\n      active\n    owner: ana@example.com\n")]
    [InlineData("tenants:\n  - name: team-a\n    state: &s active\n    owner: *s\n")]
    [InlineData("tenants:\n  - ? name\n    : team-a\n    owner: ana@example.com\n    state:\n      active\n")]
    [InlineData("tenants:\n  - {name: team-b, owner: ana@example.com}\n")]
    [InlineData("tenants:\n  - &a {name: team-a, owner: ana@example.com}\n  - *a\n")]
    [InlineData("tenants: {\n")]
    [InlineData("tenants: none\n")]
    public void What_cannot_be_edited_safely_is_left_to_a_person(string text)
    {
        var edit = StateEdit.Suspend("team-a", PlaceOf(Head + text, "team-a"), Now);
        Assert.False(StateEdits.TryApply("tenants.yaml", Head + text, [edit], out var edited, out var problem));
        Assert.Null(edited);
        Assert.Equal("tenants.yaml: cannot be edited safely, because of how it is written; change it by hand: team-a: state: suspended, suspendedSince: 2026-11-30", problem);
    }

    /// <summary>Of any writing of any set: the reader finds the new states and nothing else changed, and every byte between the edits is as it was.</summary>
    [Fact]
    public void Every_other_byte_stays() => Fuzz.Play(400, random =>
    {
        var names = Enumerable.Range(0, random.Next(1, 6)).Select(i => $"team-{i}").ToList();
        var states = names.ToDictionary(n => n, _ => random.Next(3) switch { 0 => null, 1 => "active", _ => "suspended" }, StringComparer.Ordinal);
        var text = Written(random, names, states);
        var edits = names.Where(_ => random.Next(2) == 0)
            .Select(n => states[n] == "suspended" ? StateEdit.Delete(n, PlaceOf(text, n)) : StateEdit.Suspend(n, PlaceOf(text, n), Now)).ToList();

        var after = Edited(text, [.. edits.Select(e => (Func<string, StateEdit>)(_ => e))]);

        var (was, becomes) = (Tenants(text), Tenants(after));
        Assert.Equal(names.Count, becomes.Count);
        foreach (var name in names)
        {
            var edit = edits.Find(e => e.Tenant == name);
            Assert.Equal(edit?.Values[0].Value ?? states[name] ?? "active", becomes[name]);
        }

        Assert.Equal(was.Keys, becomes.Keys);
        var inserted = edits.Where(e => e.Values.Length > 1).Sum(e => after.Split(e.Tenant).Length > 0 ? 1 : 0);
        Assert.True(IsSubsequence(Masked(text), Masked(after)), after);
        Assert.Equal(inserted, after.Split("suspendedSince").Length - text.Split("suspendedSince").Length);
    });

    /// <summary>Of any text at all: it ends, and what it gives says what was there, with the edit.</summary>
    [Fact]
    public void A_broken_text_is_refused_or_edited_right() => Fuzz.Play(2000, random =>
    {
        var names = new List<string> { "team-0", "team-1" };
        var states = new Dictionary<string, string?>(StringComparer.Ordinal) { ["team-0"] = "active", ["team-1"] = null };
        var text = Fuzz.Mutated(Written(random, names, states), random, Fuzz.YamlTokens);
        if (StateEdits.TryApply("tenants.yaml", text, [StateEdit.Suspend("team-1", PlaceOf(text, "team-1"), Now)], out var edited, out _))
        {
            Assert.True(YamlDocument.Parse("tenants.yaml", edited).TryGet(out var after, out _));
            Assert.Contains("\"name\":\"team-1\"", CanonicalJson.Of(after.Root.ToJson()), StringComparison.Ordinal);
            Assert.Contains("\"suspendedSince\":\"2026-11-30\"", CanonicalJson.Of(after.Root.ToJson()), StringComparison.Ordinal);
        }
    });

    // Where the reader would say that the name stands.
    private static SourceLocation PlaceOf(string text, string name)
    {
        var tenants = YamlDocument.Parse("tenants.yaml", text).TryGet(out var document, out _) ? (document.Root as YamlNode.Mapping).List("tenants").Maps() : [];
        return tenants.Select(t => t.Text("name")).FirstOrDefault(n => n?.Text == name)?.Location ?? default;
    }

    private static string Edited(string text, params Func<string, StateEdit>[] edits)
    {
        Assert.True(StateEdits.TryApply("tenants.yaml", text, [.. edits.Select(e => e(text))], out var edited, out var problem), problem + "\n" + text);
        return edited;
    }

    private static SortedDictionary<string, string> Tenants(string text)
    {
        Assert.True(YamlDocument.Parse("tenants.yaml", text).TryGet(out var document, out _), text);
        Assert.True(TenantReader.Read([document], TenantResources.Rules, Now).TryGet(out var set, out var findings), string.Join('\n', findings) + "\n" + text);
        var states = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tenant in set.Tenants)
        {
            states[tenant.Name] = tenant.IsSuspended ? "suspended" : "active";
        }

        foreach (var tombstone in set.Tombstones)
        {
            states[tombstone.Name] = "absent";
        }

        return states;
    }

    private static string Masked(string text) => text.Replace("state: active", "state: ", StringComparison.Ordinal).Replace("state: suspended", "state: ", StringComparison.Ordinal)
        .Replace("state: absent", "state: ", StringComparison.Ordinal).Replace("\"active\"", "\"\"", StringComparison.Ordinal)
        .Replace("\"suspended\"", "\"\"", StringComparison.Ordinal).Replace("\"absent\"", "\"\"", StringComparison.Ordinal);

    private static bool IsSubsequence(string part, string whole)
    {
        var at = 0;
        foreach (var c in whole)
        {
            if (at < part.Length && part[at] == c)
            {
                at++;
            }
        }

        return at == part.Length;
    }

    // One set in one of the ways in which people and programs write it.
    private static string Written(Random random, List<string> names, Dictionary<string, string?> states)
    {
        var text = new StringBuilder(random.Next(4) == 0 ? "\uFEFF# first\n" : "").Append(Head).Append(random.Next(2) == 0 ? "tenants:\n" : "tenants: # all of them\n");
        var indentation = new string(' ', random.Next(3));
        foreach (var name in names)
        {
            var keys = new List<string> { $"name: {Quoted(random, name)}", "owner: ana@example.com" };
            if (states[name] is { } state)
            {
                keys.Add($"state: {Quoted(random, state)}");
            }

            if (random.Next(2) == 0)
            {
                keys.Add(random.Next(2) == 0 ? "quota: {cpu: 4}" : "namespace: {annotations: {note: \"state: active, name: team-0 \U0001F600\"}}");
            }

            keys = [.. keys.OrderBy(_ => random.Next())];
            if (random.Next(3) == 0)
            {
                text.Append($"{indentation}- {{{string.Join(random.Next(3) == 0 ? ",\n      " : ", ", keys)}}}{Comment(random)}\n");
                continue;
            }

            text.Append($"{indentation}-{new string(' ', 1)}{string.Join($"{Comment(random)}\n{indentation}  ", keys)}{Comment(random)}\n");
        }

        if (random.Next(4) == 0)
        {
            text.Append("# the end");
        }
        else if (random.Next(4) == 0)
        {
            text.Length--;
        }

        return random.Next(4) == 0 ? text.ToString().Replace("\n", "\r\n", StringComparison.Ordinal) : text.ToString();
    }

    private static string Comment(Random random) => random.Next(5) switch { 0 => " # state: absent", 1 => "  ", _ => "" };

    private static string Quoted(Random random, string text) => random.Next(4) == 0 ? $"\"{text}\"" : text;
}
