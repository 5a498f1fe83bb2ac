using System.Collections.Immutable;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Tenants.Reading;
using KfTenants.Testing;

namespace KfTenants.Importing;

/// <summary>What an import writes is read as what was imported: the file's own reader is the judge.</summary>
public sealed class ImportedFileTests
{
    private static readonly ImportOptions Plain = new(null, null, Groups: false, Tiers: false, DateTimeOffset.UnixEpoch);

    private static readonly string[] Words = ["a", "0", "-", "_", ".", "é", "用", "'", "+", "{", "}", "|", "no", "1e3"];

    private static readonly string[] Values = ["", "no", "1", "a b", "x: y", "# c", "'", "\"", "\\", "[", "{}", "é", "\n", "~", "@", "`", "- "];

    [Fact]
    public void Everything_comes_back_as_it_was() => Fuzz.Play(60, random =>
    {
        var set = Random(random);
        var result = Import.FromFile(set, Plain, "a \n hostile \u202E place");

        Assert.Empty(result.Problems);
        var read = Read(result.Text);
        foreach (var wanted in set.Tenants)
        {
            var tenant = Assert.Single(read.Tenants, t => t.Name == wanted.Name);
            Assert.Equal(wanted.Owner, tenant.Owner);
            Assert.Equal(wanted.Contributors.Select(c => (c.Who, c.Role)).Order(), tenant.Contributors.Select(c => (c.Email, c.Role)).Order());
            Assert.Equal(wanted.Quota.ToList(), tenant.Quota);
            Assert.Equal(wanted.LimitRange?.Default.ToList(), tenant.LimitRange?.Default);
            Assert.Equal(wanted.Labels.ToList(), tenant.NamespaceLabels);
            Assert.Equal(wanted.Annotations.ToList(), tenant.NamespaceAnnotations);
            Assert.Equal(wanted.Plugins.ToList(), tenant.Plugins.ToList());
            Assert.Equal(wanted.IsSuspended, tenant.IsSuspended);
        }

        foreach (var wanted in set.Users)
        {
            var user = Assert.Single(read.Users, u => u.Email == wanted.Email);
            Assert.Equal((wanted.Handle, wanted.Username ?? wanted.Handle, wanted.DisplayName), (user.Handle, user.Username, user.DisplayName));
        }
    });

    [Fact]
    public void Groups_and_tiers_change_nobody_s_access_and_no_limit() => Fuzz.Play(40, random =>
    {
        var set = Random(random);
        var (plain, factored) = (Import.FromFile(set, Plain, ""), Import.FromFile(set, Plain with { Groups = true, Tiers = true }, ""));

        Assert.Empty(factored.Problems);
        Assert.Equal(Read(plain.Text).Tenants.Select(Described), Read(factored.Text).Tenants.Select(Described));
    });

    [Fact]
    public void Repeated_people_and_limits_are_written_once()
    {
        ImmutableArray<ImportedContributor> people = [new("ana@x.example", Role.Edit, null), new("ben@x.example", Role.Edit, null)];
        var set = new ImportedSet("s")
        {
            Tenants =
            [
                .. new[] { "a", "b", "c" }.Select(n => new ImportedTenant(n)
                {
                    Owner = "own@x.example",
                    Contributors = n == "c" ? people.RemoveAt(0) : people,
                    Quota = n == "b" ? Amounts(("cpu", "2")) : Amounts(("cpu", "1")),
                }),
            ],
        };
        var text = Import.FromFile(set, Plain with { Groups = true, Tiers = true }, "").Text;

        Assert.Contains("  - name: people-of-a\n    members: [ana@x.example, ben@x.example]\n", text, StringComparison.Ordinal);
        Assert.Contains("  tier-1:\n    quota:\n      cpu: 1\n", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("{group: people-of-a, role: edit}").Length - 1);
        Assert.Equal(2, text.Split("tier: tier-1").Length - 1);
    }

    [Fact]
    public void What_the_rules_refuse_is_said_and_stands_in_the_file_as_a_comment()
    {
        var set = new ImportedSet("s")
        {
            Tenants =
            [
                new ImportedTenant("Bad.Name") { Owner = "own@x.example", Labels = Amounts(("team", "x")) },
                new ImportedTenant("good")
                {
                    Owner = "own@x.example",
                    Contributors = [new("not an address", Role.View, null), new("ana@x.example", Role.View, null), new("a*@x.example", Role.Edit, null)],
                    Labels = Amounts(("bad key!", "x"), ("ok", "y"), ("long", new string('x', 70))),
                    Annotations = Amounts(("note", "hidden \u202E here")),
                    LimitRange = Range(("cpu", "1"), ("cpus", "2")),
                },
                new ImportedTenant("no-owner") { Quota = Amounts(("cpu", "1")) }.Without("nobody knows"),
                new ImportedTenant("wrong-quota") { Owner = "own@x.example", Quota = Amounts(("gpus", "1")) },
            ],
        };
        var result = Import.FromFile(set, Plain, "");

        Assert.Empty(result.Problems);
        var tenant = Assert.Single(Read(result.Text).Tenants);
        Assert.Equal(["ana@x.example"], tenant.Contributors.Select(c => c.Email));
        Assert.Equal(["ok"], tenant.NamespaceLabels.Keys);
        Assert.Empty(tenant.NamespaceAnnotations);
        Assert.Null(tenant.LimitRange);
        Assert.Equal(["Bad.Name", "no-owner", "wrong-quota"], result.Findings.Where(f => f.Text.StartsWith("left out: ", StringComparison.Ordinal)).Select(f => f.Tenant));
        Assert.Equal(6, result.Findings.Count(f => f.Tenant == "good"));
        Assert.Contains("  # - name: Bad.Name\n  #   owner: own@x.example\n  #   namespace:\n  #     labels:\n  #       team: x\n", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_without_tenants_says_that_it_cannot_be_used()
    {
        var result = Import.FromFile(new ImportedSet("s"), Plain, "");

        Assert.Equal("KFT0306", Assert.Single(result.Problems).Id);
        Assert.Contains(result.Findings, f => f.Text.StartsWith("no tenant stands in the file", StringComparison.Ordinal));
    }

    private static string Described(Tenant t) => string.Join('\n',
        new[] { t.Name, t.Owner }.Concat(t.Contributors.Select(c => $"{c.Email} {c.Role} {c.Until}")).Concat(t.Quota.Select(q => $"{q.Key} {q.Value}"))
            .Concat((t.LimitRange?.Default ?? Amounts()).Select(q => $"{q.Key} {q.Value}")));

    internal static TenantSet Read(string text) => ReadSet.Valid(("tenants.yaml", text));

    private static ImportedSet Random(Random random)
    {
        ImmutableArray<string> people = [.. Enumerable.Range(0, 6).Select(i => $"{Local(random)}p{i}@example{i}.example")];
        var users = random.Next(2) == 0 ? [] : people.Select((email, i) => new ImportedUser($"u{i}", email)
        {
            Username = random.Next(2) == 0 ? null : Any(random),
            DisplayName = random.Next(2) == 0 ? null : Any(random),
            Login = random.Next(2) == 0 ? null : new ImportedLogin("dexEnv", null, "X_Y"),
        }).ToImmutableArray();
        return new ImportedSet("s")
        {
            Users = users,
            Tenants =
            [
                .. Enumerable.Range(0, random.Next(1, 6)).Select(i =>
                {
                    var members = people.OrderBy(_ => random.Next()).ToList();
                    return new ImportedTenant($"t-{i}")
                    {
                        Owner = members[0],
                        IsSuspended = random.Next(5) == 0,
                        Contributors = [.. members.Skip(1).Take(random.Next(4)).Select(m => new ImportedContributor(m, (Role)random.Next(3), Any(random)))],
                        Quota = random.Next(3) == 0 ? Amounts() : Amounts(("cpu", "" + random.Next(1, 3)), ("requests.nvidia.com/gpu", "0")),
                        LimitRange = random.Next(2) == 0 ? null : Range(("cpu", "1"), ("memory", random.Next(1, 3) + "Gi")),
                        Plugins = random.Next(3) > 0 ? [] : [new Plugin("WorkloadIdentity", """{"gcpServiceAccount":"a: 'b' \" # {"}""")],
                        Labels = random.Next(2) == 0 ? Amounts() : Amounts(("team", "0123"), ("x.example/on", "on")),
                        Annotations = random.Next(2) == 0 ? Amounts() : Amounts(("note", Any(random)), ("more", Any(random))),
                        Sources = [Any(random)],
                        Findings = [new ImportFinding($"t-{i}", Any(random))],
                    };
                }),
            ],
        };
    }

    private static string Local(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Words[random.Next(Words.Length)]));

    private static string Any(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Values[random.Next(Values.Length)]));

    private static ImmutableSortedDictionary<string, string> Amounts(params (string Key, string Value)[] amounts) =>
        amounts.ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    private static LimitRangeItem Range(params (string Key, string Value)[] amounts) => new(Amounts(amounts), Amounts(), Amounts(), Amounts());
}
