using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Diagnostics;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <summary>
/// Entries of a directory (RFC 2307), as <c>ldapsearch</c> prints them: a tenant for each posixAccount, named after its uid and owned by its mail, whose pods
/// run as its numbers; groups from posixGroup.
/// </summary>
public static class LdifImport
{
    public static ParseResult<ImportedSet> Read(string file, byte[] bytes)
    {
        var findings = new DiagnosticBag();
        var set = ForeignValues.Text(file, bytes, findings) is { } text ? Of(LdifRecords.Read(file, text, findings)) : null;
        return new ParseResult<ImportedSet>(set, findings.All());
    }

    private static ImportedSet Of(ImmutableArray<LdifRecord> records)
    {
        var groups = records.Where(r => r.IsA("posixGroup")).ToImmutableArray();
        var members = groups.SelectMany(g => g.Values["memberuid"].Select(uid => (uid, Group: g))).ToLookup(m => m.uid, m => m.Group, StringComparer.Ordinal);
        var accounts = records.Where(r => r.IsA("posixAccount") && r.First("uid") is { Length: > 0 })
            .GroupBy(r => NamespaceOf(r.First("uid")!), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var set = new ImportedSet(ImportOptions.DefaultName) { Tenants = [.. accounts.Select(a => TenantOf(a.Key, a.First(), groups, members))] };
        if (accounts.Count == 0)
        {
            set = set.Saying("no entry is a posixAccount with a uid: ask the directory for them, and for uidNumber, gidNumber, homeDirectory and mail");
        }

        return accounts.Where(a => a.Count() > 1).Aggregate(set, (known, same) => known.Saying(
            $"{string.Join(", ", same.Select(r => QuotedText.Of(r.First("uid")!)))} would all be the tenant {QuotedText.Of(same.Key)}: only the first is in the file"));
    }

    private static ImportedTenant TenantOf(string name, LdifRecord account, ImmutableArray<LdifRecord> groups, ILookup<string, LdifRecord> members)
    {
        var uid = account.First("uid")!;
        var tenant = new ImportedTenant(name) { Sources = [ForeignValues.Place(account.Place)], Owner = account.First("mail") };
        if (name != uid)
        {
            tenant = tenant.Saying($"a namespace cannot be called {QuotedText.Of(uid)}, so that the tenant is {name}");
        }

        if (tenant.Owner is null)
        {
            tenant = tenant.Without($"the entry of {QuotedText.Of(uid)} has no mail, so that the tenant has no owner");
        }

        if (Number(account, "uidnumber") is not { } number || Number(account, "gidnumber") is not { } gid)
        {
            return tenant.Saying("uidNumber and gidNumber of the entry are not two numbers, so that the tenant has no posix");
        }

        var own = members[uid].ToList();
        var names = own.Concat(groups.Where(g => Number(g, "gidnumber") == gid)).Select(g => g.First("cn")).OfType<string>();
        return tenant with
        {
            Posix = new PodIdentity(
                number,
                gid,
                [.. own.Select(g => Number(g, "gidnumber")).OfType<int>().Where(g => g != gid).Distinct().Order()],
                [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                account.First("homedirectory"),
                PodIdentity.UsualExemptions(Flavor.Kubeflow),
                account.Place),
        };
    }

    // What users have and namespaces may not (Open OnDemand's ood_core does the same with "." and "@").
    private static string NamespaceOf(string uid) => uid.ToLowerInvariant().Replace('.', '-').Replace('@', '-').Replace('_', '-');

    private static int? Number(LdifRecord record, string attribute) =>
        int.TryParse(record.First(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
