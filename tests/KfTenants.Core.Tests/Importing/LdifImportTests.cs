using System.Text;

namespace KfTenants.Importing;

public sealed class LdifImportTests
{
    private const string Entries = """
        # extended LDIF
        #
        # filter: (objectClass=*)
         which goes on
        version: 1

        dn: uid=ana,ou=people,dc=example,dc=com
        objectClass: top
        objectClass: posixAccount
        uid: ana
        uidNumber: 20001
        gidNumber: 5001
        homeDirectory:: L3VzZXJzL2FuYQ==
        mail: ana@exam
         ple.com
        jpegPhoto:: /9j/4AAQ
        userPassword:: e1NTSEF9bm90aGluZw==

        DN: uid=Ben.K,ou=people,dc=example,dc=com
        objectclass: POSIXACCOUNT
        UID;x-option: Ben.K
        uidnumber: 20002
        gidnumber: 5001
        mail: ben@example.com

        dn: uid=nomail,ou=people,dc=example,dc=com
        objectClass: posixAccount
        uid: nomail
        uidNumber: x
        gidNumber: 5001

        dn: cn=staff,ou=groups,dc=example,dc=com
        objectClass: posixGroup
        cn: staff
        gidNumber: 5001

        dn: cn=lab,ou=groups,dc=example,dc=com
        objectClass: posixGroup
        cn: lab
        gidNumber: 5002
        memberUid: ana
        memberUid: gone

        search: 2
        result: 0 Success

        """;

    [Fact]
    public void An_account_is_a_tenant_whose_pods_run_as_it()
    {
        Assert.True(LdifImport.Read("people.ldif", Encoding.UTF8.GetBytes(Entries)).TryGet(out var set, out var findings));
        Assert.Empty(findings);
        Assert.Equal(["ana", "ben-k", "nomail"], set.Tenants.Select(t => t.Name));
        var ana = set.Tenants[0];
        Assert.Equal("ana@example.com", ana.Owner);
        Assert.Equal((20001, 5001, "/users/ana"), (ana.Posix!.Uid, ana.Posix.Gid, ana.Posix.Home));
        Assert.Equal([5002], ana.Posix.SupplementalGroups.AsEnumerable());
        Assert.Equal(["lab", "staff"], ana.Posix.Groups.AsEnumerable());
        Assert.Contains("Ben.K", Assert.Single(set.Tenants[1].Findings).Text, StringComparison.Ordinal);
        Assert.Null(set.Tenants[1].Posix!.Home);
        Assert.NotNull(set.Tenants[2].LeftOut);
        Assert.Null(set.Tenants[2].Posix);
    }

    [Fact]
    public void Ends_of_lines_are_those_of_either_system()
    {
        var (unix, windows) = (Written(Entries), Written(Entries.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(unix, windows);
        Assert.Contains("uid: 20001", unix, StringComparison.Ordinal);
        Assert.DoesNotContain("SSHA", unix, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_entry_is_read_behind_a_byte_order_mark()
    {
        var marked = "\uFEFFdn: a\nobjectClass: posixAccount\nuid: ana\n";
        Assert.True(LdifImport.Read("p", Encoding.UTF8.GetBytes(marked)).TryGet(out var set, out _));
        Assert.Equal("ana", Assert.Single(set.Tenants).Name);
    }

    [Fact]
    public void Two_accounts_of_one_namespace_are_told()
    {
        Assert.True(LdifImport.Read("p", "dn: a\nobjectClass: posixAccount\nuid: a.b\n\ndn: b\nobjectClass: posixAccount\nuid: a@b\n"u8.ToArray()).TryGet(out var set, out _));
        Assert.Equal("a-b", Assert.Single(set.Tenants).Name);
        Assert.Contains("a@b", Assert.Single(set.Findings).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dn: a\nno colon\n", 2)]
    [InlineData("dn: a\nuid:< file:///etc/passwd\n", 2)]
    [InlineData("dn: a\nuid:: %%%\n", 2)]
    [InlineData("dn: a\nchangetype: modify\n", 2)]
    [InlineData("# one\n# two\n: x\n", 3)]
    public void What_is_no_entry_is_an_error_at_its_place(string text, int line)
    {
        Assert.False(LdifImport.Read("people.ldif", Encoding.UTF8.GetBytes(text)).TryGet(out _, out var findings));
        Assert.Equal(("KFT1111", line), findings.Select(f => (f.Id, f.Location.Line)).Single());
    }

    [Theory]
    [InlineData("")]
    [InlineData("version: 1\n")]
    [InlineData("result: 0 Success\n")]
    public void Nothing_is_told(string text)
    {
        Assert.True(LdifImport.Read("people.ldif", Encoding.UTF8.GetBytes(text)).TryGet(out var set, out _));
        Assert.Empty(set.Tenants);
        Assert.Contains("posixAccount", Assert.Single(set.Findings).Text, StringComparison.Ordinal);
    }

    private static string Written(string text)
    {
        Assert.True(LdifImport.Read("people.ldif", Encoding.UTF8.GetBytes(text)).TryGet(out var set, out _));
        return Import.FromFile(set, new ImportOptions("production", null, false, false, DateTimeOffset.UnixEpoch), "the entries").Text;
    }
}
