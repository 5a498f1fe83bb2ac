using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>A table of who has what: <c>tenant,user,role[,until]</c>, a line for each person in each tenant, the role <c>owner</c> exactly once in each.</summary>
public static class CsvImport
{
    private const string Owner = "owner";

    private static readonly string[] Header = ["tenant", "user", "role"];
    private static readonly string[] LongHeader = [.. Header, "until"];
    private static readonly string[] Roles = [Owner, "admin", "edit", "view"];

    private sealed record Row(YamlNode.Scalar Tenant, YamlNode.Scalar User, YamlNode.Scalar Role, YamlNode.Scalar? Until);

    public static ParseResult<ImportedSet> Read(string file, byte[] bytes)
    {
        var findings = new DiagnosticBag();
        if (ForeignValues.Text(file, bytes, findings) is not { } text)
        {
            return new ParseResult<ImportedSet>(null, findings.All());
        }

        var rows = RowsOf(CsvRecords.Read(file, text, findings), new SourceLocation(file, 1, 1), findings);
        return new ParseResult<ImportedSet>(new ImportedSet(ImportOptions.DefaultName) { Tenants = TenantsOf(rows, findings) }, findings.All());
    }

    private static List<Row> RowsOf(IReadOnlyList<ImmutableArray<YamlNode.Scalar>> lines, SourceLocation start, DiagnosticBag findings)
    {
        string[] header = lines.Count == 0 ? [] : [.. lines[0].Select(f => f.Text)];
        if (!header.SequenceEqual(Header) && !header.SequenceEqual(LongHeader))
        {
            findings.Add(KnownDiagnostics.CsvHeader(start, string.Join(',', header)));
            return [];
        }

        var rows = new List<Row>();
        foreach (var fields in lines.Skip(1))
        {
            if (fields.Length != header.Length)
            {
                findings.Add(KnownDiagnostics.CsvLine(fields[0].Location, $"has {fields.Length} {(fields.Length == 1 ? "field" : "fields")} instead of {header.Length}"));
                continue;
            }

            rows.Add(new Row(fields[0], fields[1], fields[2], fields.Length > Header.Length && fields[^1].Text.Length > 0 ? fields[^1] : null));
        }

        return rows;
    }

    private static ImmutableArray<ImportedTenant> TenantsOf(List<Row> rows, DiagnosticBag findings) =>
    [
        .. from tenant in rows.GroupBy(r => r.Tenant.Text, StringComparer.Ordinal)
           orderby tenant.Key
           select TenantOf([.. tenant], findings),
    ];

    private static ImportedTenant TenantOf(ImmutableArray<Row> rows, DiagnosticBag findings)
    {
        var name = rows[0].Tenant;
        ForeignValues.CheckTenant(name, findings);
        var tenant = new ImportedTenant(name.Text);
        var owners = rows.Where(r => r.Role.Text == Owner).ToList();
        if (owners.Count == 0)
        {
            findings.Add(KnownDiagnostics.CsvOwner(name.Location, name.Text));
        }

        var seen = new Dictionary<string, SourceLocation>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            var isKnown = ForeignValues.IsEmail(row.User, findings);
            var until = UntilOf(row, findings);
            if (row.Role.Text == Owner)
            {
                tenant = OwnerOf(tenant, row, owners[0], findings);
            }
            else if (ForeignValues.RoleOf(row.Role, Roles, findings) is { } role && isKnown)
            {
                if (owners.Count > 0 && string.Equals(owners[0].User.Text, row.User.Text, StringComparison.OrdinalIgnoreCase))
                {
                    findings.Add(KnownDiagnostics.OwnerIsContributor(row.User.Location, name.Text, row.User.Text));
                }
                else if (!seen.TryAdd(row.User.Text, row.User.Location))
                {
                    findings.Add(KnownDiagnostics.ListedTwice(row.User.Location, "person", row.User.Text, seen[row.User.Text]));
                }

                tenant = tenant with { Contributors = tenant.Contributors.Add(new ImportedContributor(row.User.Text, role, null) { Until = until }) };
            }
        }

        return tenant with
        {
            Sources = [ForeignValues.Place(name.Location)],
            Contributors = [.. tenant.Contributors.OrderBy(c => c.Who, StringComparer.Ordinal)],
        };
    }

    private static ImportedTenant OwnerOf(ImportedTenant tenant, Row row, Row first, DiagnosticBag findings)
    {
        if (row != first)
        {
            findings.Add(KnownDiagnostics.DefinedTwice(row.Role.Location, "owner of", tenant.Name, first.Role.Location));
        }

        if (row.Until is { } until)
        {
            findings.Add(KnownDiagnostics.CsvLine(until.Location, "has an end for the owner's access, which has none"));
        }

        return tenant with { Owner = first.User.Text };
    }

    private static string? UntilOf(Row row, DiagnosticBag findings)
    {
        if (row.Until is { } until && AccessEnd.Parse(until.Text) is null)
        {
            findings.Add(KnownDiagnostics.BadAccessEnd(until.Location, until.Text));
        }

        return row.Until?.Text;
    }
}
