using System.Globalization;
using System.Text;

namespace KfTenants.Cli.Tests;

/// <summary>Tenants files made to cost time or memory, by name: of 16 MiB, and some of 64 MiB, the most.</summary>
internal static class HostileFiles
{
    private const int Size = 16 * 1024 * 1024;
    private const int Largest = 64 * 1024 * 1024;
    private const string Header = "apiVersion: kftenants.io/v1\nkind: TenantSet\nmetadata: {name: x}\n";

    /// <summary>Those whose form is right: they are read as a file that is right.</summary>
    public static readonly string[] OfRightForm = ["unknown-users", "wrong-owners", "wrong-people"];

    public static readonly SortedDictionary<string, Func<string>> All = new(StringComparer.Ordinal)
    {
        ["one-scalar"] = () => Filled(Header + "x: ", _ => "a"),
        ["one-scalar-of-64-MiB"] = () => Filled(Header + "x: ", _ => "a", size: Largest),
        ["comments-of-64-MiB"] = () => Filled(Header, _ => "#\n", size: Largest),
        ["entries-of-64-MiB"] = () => Filled(Header + "x:\n", _ => "- a\n", size: Largest),
        ["tabs-of-64-MiB"] = () => Filled(Header, _ => "\tx\n", size: Largest),
        ["one-quoted-scalar"] = () => Filled(Header + "x: \"", _ => "\\u0041", "\"\n"),
        ["one-number"] = () => Filled(Header + "x: ", _ => "9"),
        ["one-block"] = () => Filled(Header + "x: |\n", _ => "  a\n"),
        ["one-key"] = () => Filled("", _ => "k", ": a\n"),
        ["one-anchor"] = () => Filled("&", _ => "a"),
        ["one-tag"] = () => Filled("!", _ => "a"),
        ["comments"] = () => Filled(Header, _ => "#\n"),
        ["keys"] = () => Filled(Header, i => $"k{i:x}:\n"),
        ["keys-in-braces"] = () => Filled(Header + "x: {", i => $"k{i:x},", "}\n"),
        ["entries"] = () => Filled(Header + "x:\n", _ => "- a\n"),
        ["entries-in-brackets"] = () => Filled(Header + "x: [", _ => "{},", "]\n"),
        ["numbers"] = () => Filled(Header + "x:\n", _ => "- 1e999999999\n"),
        ["dashes"] = () => Filled("", _ => "- "),
        ["dash-lines"] = () => Filled(Header + "tenants:\n", _ => "-\n"),
        ["brackets"] = () => Filled("", _ => "["),
        ["braces"] = () => Filled("", _ => "{"),
        ["anchors"] = () => Filled("x:\n", i => $"- &a{i:x} a\n"),
        ["aliases"] = () => Filled("a: &a b\nx:\n", _ => "- *a\n"),
        ["alias-bomb"] = () => Header + "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" +
            string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n")),
        ["group-bomb"] = () => Header + "groups:\n- name: g\n  members: [" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"p{i}@b.cd,")) + "]\ntenants:\n"
            + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"- {{name: t{i}, owner: a@b.cd, contributors: [{{group: g, role: edit}}]}}\n")),
        ["tags"] = () => Filled("x:\n", _ => "- !!str a\n"),
        ["documents"] = () => Filled("", _ => "---\n"),
        ["tabs"] = () => Filled(Header, _ => "\tx\n"),
        ["refused-characters"] = () => Filled(Header + "x:\n", _ => "- \"\\e\"\n"),
        ["duplicate-keys"] = () => Filled(Header, _ => "a: 1\n"),
        ["question-marks"] = () => Filled("", _ => "?\n"),
        ["wrong-tenants"] = () => Filled(Header + "tenants:\n", _ => "- {}\n"),
        ["wrong-owners"] = () => Filled(Header + "tenants:\n", i => $"- {{name: t{i:x}, owner: b}}\n"),
        ["unknown-users"] = () => Filled(Header + "users: [{name: a, email: a@b.cd}]\ntenants:\n", i => $"- {{name: t{i:x}, owner: u{i:x}}}\n"),
        ["wrong-people"] = () => Header + "tenants:\n" +
            string.Concat(Enumerable.Range(0, 35_000).Select(i => $"- {{name: t{i}, owner: a@b.cd, contributors: [{{user: b, role: edit}}, {{user: c, role: view}}]}}\n")),
        ["deep-blocks"] = () => string.Concat(Enumerable.Range(0, 3000).Select(i => new string(' ', i) + "-\n")),
        ["deep-brackets"] = () => new string('[', 100_000) + new string(']', 100_000),
        ["deep-braces"] = () => string.Concat(Enumerable.Repeat("{a: ", 100_000)),
    };

    /// <summary>30,000 tenants of 10 contributors each: large, and right.</summary>
    public static string Legitimate()
    {
        string[] roles = ["view", "edit", "admin"];
        var text = new StringBuilder(Header).Append("tenants:\n");
        for (var tenant = 0; tenant < 30_000; tenant++)
        {
            text.Append(CultureInfo.InvariantCulture, $"- name: team-{tenant:00000}\n  owner: owner{tenant:00000}@example.com\n  contributors:\n");
            for (var person = 0; person < 10; person++)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {{user: person{((tenant * 7) + (person * 13)) % 20_000:00000}@example.com, role: {roles[person % 3]}}}\n");
            }

            text.Append("  quota: {requests.cpu: '4', requests.memory: 16Gi}\n  limitRange: {defaultRequest: {cpu: 100m, memory: 256Mi}}\n");
        }

        return text.ToString();
    }

    private static string Filled(string head, Func<int, string> unit, string tail = "", int size = Size)
    {
        var text = new StringBuilder(head, size);
        for (var i = 0; ; i++)
        {
            var next = unit(i);
            if (text.Length + next.Length + tail.Length > size)
            {
                return text.Append(tail).ToString();
            }

            text.Append(next);
        }
    }
}
