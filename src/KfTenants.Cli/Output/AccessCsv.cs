using KfTenants.AccessLists;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The tables of <c>access -o csv</c>.</summary>
internal static class AccessCsv
{
    private static readonly string[] Names =
        ["subject", "kind", "tenant", "role", "route", "group", "mesh", "managedBy", "unmanaged", "fileRole", "until", "ended", "place", "signIn", "objects"];

    /// <summary>A row for each way in; the tenant is empty for every tenant at once.</summary>
    public static IEnumerable<IReadOnlyList<string>> Entries(AccessAnswer answer) =>
        answer.Entries.Concat(answer.Perhaps).Distinct().Select(IReadOnlyList<string> (e) =>
        [
            e.Subject.Name,
            e.Subject.Kind.Word(),
            e.Tenant ?? "",
            e.Role,
            e.Route.ToText(),
            e.Declared?.Group ?? "",
            Flag(e.HasMesh),
            e.ManagedBy ?? "",
            Flag(e.IsUnmanaged),
            e.Declared?.Role ?? "",
            e.Declared?.Until is { } until ? Times.Seconds(until) : "",
            Flag(e.Declared is { HasEnded: true }),
            e.Declared?.Origin.ToString() ?? "",
            e.Subject.Kind == SubjectKind.Person ? answer.List.Logins.Of(e.Subject.Name).State.Word() : "",
            string.Join(' ', e.Objects),
        ]).Prepend(Names);

    /// <summary>People and tenants.</summary>
    public static IEnumerable<IReadOnlyList<string>> Matrix(AccessAnswer answer) =>
        AccessListText.MatrixRows(answer).Select((row, index) => index == 0 ? ["person", .. row[1..]] : row);

    private static string Flag(bool value) => value ? "true" : "false";
}
