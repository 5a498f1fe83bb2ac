using KfTenants.AccessLists;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The tables of <c>access -o csv</c>.</summary>
internal static class AccessCsv
{
    /// <summary>A row for each way in; the tenant is empty for every tenant at once.</summary>
    public static CsvText Entries(AccessAnswer answer)
    {
        var table = new CsvText(
            "subject", "kind", "tenant", "role", "route", "group", "mesh", "managedBy", "unmanaged", "fileRole", "until", "ended", "place", "signIn", "objects");
        foreach (var entry in answer.Entries.Concat(answer.Perhaps).Distinct())
        {
            table.Row(
                entry.Subject.Name,
                entry.Subject.Kind.Word(),
                entry.Tenant,
                entry.Role,
                entry.Route.ToText(),
                entry.Declared?.Group,
                Flag(entry.HasMesh),
                entry.ManagedBy,
                Flag(entry.IsUnmanaged),
                entry.Declared?.Role,
                entry.Declared?.Until is { } until ? Times.Seconds(until) : null,
                Flag(entry.Declared is { HasEnded: true }),
                entry.Declared?.Origin.ToString(),
                entry.Subject.Kind == SubjectKind.Person ? answer.List.Logins.Of(entry.Subject.Name).State.Word() : null,
                string.Join(' ', entry.Objects));
        }

        return table;
    }

    /// <summary>People and tenants.</summary>
    public static CsvText Matrix(AccessAnswer answer)
    {
        var rows = AccessListText.MatrixRows(answer).ToList();
        var table = new CsvText(["person", .. rows[0][1..]]);
        foreach (var row in rows.Skip(1))
        {
            table.Row([.. row]);
        }

        return table;
    }

    private static string Flag(bool value) => value ? "true" : "false";
}
