using System.Text;
using KfTenants.Diagnostics;

namespace KfTenants.Importing;

/// <summary>Files of other systems, with their own semantics: what each of them gave people is what the tenants file gives them.</summary>
public sealed class ForeignFileTests
{
    private static readonly ImportOptions Plain = new(null, null, Groups: false, Tiers: false, DateTimeOffset.UnixEpoch);

    [Fact]
    public void Two_profiles_of_a_manifest_have_its_owner_quota_and_contributors() => Assert.Equal(
        """
        data: boss@firm.example; d@firm.example edit, m@firm.example view, n@firm.example edit, o@firm.example view;
        ml: boss@firm.example; a@firm.example view, k@firm.example admin, m@firm.example edit; limits.cpu=1
        """,
        Access(PmrImport.Read, """
            profiles:
            - name: ml
              owner: {kind: User, name: boss@firm.example}
              resources:
                hard:
                  limits.cpu: "1"
              contributors:
              - {name: k@firm.example, role: admin}
              - {name: m@firm.example, role: edit}
              - {name: a@firm.example, role: view}
            - name: data
              owner: {kind: User, name: boss@firm.example}
              contributors:
              - {name: d@firm.example, role: edit}
              - {name: n@firm.example, role: edit}
              - {name: m@firm.example, role: view}
              - {name: o@firm.example, role: view}
            """));

    [Fact]
    public void Membership_by_several_routes_is_merged_upwards() => Assert.Equal(
        """
        one: admin@example.com; a@x.example edit, b@x.example edit, c@x.example edit;
        one-prod: admin@example.com; a@x.example edit, b@x.example view, c@x.example view;
        """,
        Access(DeployKfImport.Read, """
            deploykf_core:
              deploykf_profiles_generator:
                users: [{id: a, email: a@x.example}, {id: b, email: b@x.example}, {id: c, email: c@x.example}]
                groups: [{id: admins, users: [a]}, {id: all, users: [a, b, c, c]}]
                profiles:
                  - name: one
                    members:
                      - {group: all, access: {role: edit, notebooksAccess: true}}
                  - name: one-prod
                    members:
                      - {group: admins, access: {role: edit, notebooksAccess: true}}
                      - {group: all, access: {role: view, notebooksAccess: false}}
            """));

    [Fact]
    public void What_a_profile_says_of_quota_and_plugins_counts_also_when_it_is_none() => Assert.Equal(
        """
        lab-a: boss@x.example; ; cpu=8
        lab-b: own@x.example; ;
        """,
        Access(DeployKfImport.Read, """
            deploykf_core:
              deploykf_profiles_generator:
                profileDefaults: {profileNamePrefix: lab-, ownerEmail: boss@x.example, resourceQuotaSpec: {hard: {cpu: "8"}}}
                profiles:
                  - {name: a}
                  - {name: b, ownerEmail: own@x.example, resourceQuotaSpec: {}, plugins: []}
            """));

    [Fact]
    public void A_password_in_clear_text_is_nowhere_in_what_is_written()
    {
        var result = Imported(DeployKfImport.Read, """
            deploykf_core:
              deploykf_auth: {dex: {staticPasswords: [{email: a@x.example, password: {value: swordfish}}]}}
              deploykf_profiles_generator: {profiles: [{name: one, ownerEmail: a@x.example}]}
            """);

        Assert.DoesNotContain("swordfish", result.Text + string.Concat(result.Findings.Select(f => f.Text)), StringComparison.Ordinal);
        Assert.Contains("passwordFrom: {env: KFT_A_X_EXAMPLE}", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tenant,user,role\r\nteam-a,own@x.example,owner\r\n\r\nteam-a,ana@x.example,edit\r\n", "team-a: own@x.example; ana@x.example edit;")]
    [InlineData("\uFEFF\"tenant\",user,\"role\"\n\"team-a\",\"own@x.example\",\"owner\"", "team-a: own@x.example; ;")]
    [InlineData("tenant,user,role,until\nteam-a,own@x.example,owner,\nteam-a,ana@x.example,view,2030-01-31\n", "team-a: own@x.example; ana@x.example view until 2030-02-01;")]
    public void A_table_is_read_as_RFC_4180_says(string csv, string expected) => Assert.Equal(expected, Access(CsvImport.Read, csv));

    [Theory]
    [InlineData("", "1:1 KFT0701")]
    [InlineData("Tenant,User,Role\n", "1:1 KFT0701")]
    [InlineData("tenant,user,role\na,b@x.example\n", "2:1 KFT0702")]
    [InlineData("tenant,user,role\na,\"b@x.example\"x,owner\n", "2:16 KFT0702")]
    [InlineData("tenant,user,role\r\na,own@x.example,owner\ra,ana@x.example,edit", "2:23 KFT0702")]
    [InlineData("tenant,user,role\na,\"b\n@x.example\",owner\nc,own@x.example,edit\n", "2:3 KFT0307, 4:1 KFT0703")]
    [InlineData("tenant,user,role\na,own@x.example,owner\na,Own@x.example,view\na,two@x.example,owner\n", "3:3 KFT0313, 4:17 KFT0305")]
    public void A_wrong_line_is_an_error_with_its_place(string csv, string expected)
    {
        Assert.False(CsvImport.Read("t.csv", Encoding.UTF8.GetBytes(csv)).TryGet(out _, out var problems));
        Assert.Equal(expected, string.Join(", ", problems.Select(p => $"{p.Location.Line}:{p.Location.Column} {p.Id}")));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        Assert.False(CsvImport.Read("t.csv", [0xFF, 0xFE, 0x00]).TryGet(out _, out var problems));
        Assert.Equal("KFT0101", Assert.Single(problems).Id);
        Assert.False(PmrImport.Read("t.yaml", "- a\n"u8.ToArray()).TryGet(out _, out problems));
        Assert.Equal("KFT0203", Assert.Single(problems).Id);
        Assert.False(DeployKfImport.Read("t.yaml", "a: 1\n"u8.ToArray()).TryGet(out _, out problems));
        Assert.Equal("KFT0202", Assert.Single(problems).Id);
    }

    // Name: owner; contributors; quota - as the reader of tenants files has them.
    private static string Access(Func<string, byte[], ParseResult<ImportedSet>> read, string text) => string.Join('\n',
        ImportedFileTests.Read(Imported(read, text).Text).Tenants.Select(t =>
            $"{t.Name}: {t.Owner}; " +
            string.Join(", ", t.Contributors.Select(c => $"{c.Email} {c.Role.ToString().ToLowerInvariant()}{(c.Until is { } until ? $" until {until:yyyy-MM-dd}" : "")}")) + ";" +
            string.Concat(t.Quota.Select(q => $" {q.Key}={q.Value}"))));

    private static ImportResult Imported(Func<string, byte[], ParseResult<ImportedSet>> read, string text)
    {
        Assert.True(read("t", Encoding.UTF8.GetBytes(text)).TryGet(out var set, out var problems), string.Join('\n', problems));
        var result = Import.FromFile(set, Plain, "t");
        Assert.Empty(result.Problems);
        return result;
    }
}
