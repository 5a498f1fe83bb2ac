using System.Globalization;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// <c>csv</c>: one table for a spreadsheet. The first column says what a row is about, so that one filter makes a list of people, of changes or of fields
/// of it; every row has the tenant, so that another filter makes it one tenant's.
/// </summary>
internal static class CsvFormat
{
    public static readonly OutputFormat Format = new("csv")
    {
        Plan = answer => Of(answer.Plan).Of(answer.Plan.Cluster.Name),
        Report = answer => Of(answer).Of(answer.Result.Plan.Cluster.Name),
        Access = answer => (answer.IsMatrix ? AccessCsv.Matrix(answer) : AccessCsv.Entries(answer)).Of(answer.Cluster?.Name),
        Join = ClustersTables.Csv,
    };

    private static CsvText Of(PlanDocument plan)
    {
        var table = new CsvText("row", "tenant", "person", "before", "after", "action", "object", "field", "reason", "risk", "note", "file", "line", "pending");

        // Whether it was to be done before this change of the file (--base).
        string? Pending(bool? pending) => plan.IsAttributed && pending is { } was ? was ? "true" : "false" : null;
        foreach (var access in plan.Access)
        {
            var action = access switch { { GainsPower: true } => "becomes owner or admin", { IsLoss: true } => "loses access", _ => "gains access" };
            table.Row("access", access.Tenant, access.Person, access.Before, access.After, action, null, null, null, null, access.IsRestored ? "restored" : null, null, null,
                Pending(access.Pending));
        }

        foreach (var change in plan.Changes)
        {
            string?[] Row(string row, string? before, string? after, string? field, string? note, bool? pending) =>
            [
                row, change.Tenant, null, before, after, change.Action, change.Object.ToString(), field, change.Reason, change.Risk, note,
                change.Origin?.File, change.Origin?.Line.ToString(CultureInfo.InvariantCulture), Pending(pending),
            ];
            string?[] notes = [change.Detail, change.Validation is { Outcome: not ValidationDocument.Validated } said ? $"{said.Outcome}: {said.Reason}" : null];
            table.Row(Row("change", null, null, null, string.Join("; ", notes.OfType<string>()), change.Pending));
            foreach (var field in change.Fields)
            {
                table.Row(Row("field", Value(field.Old), Value(field.New), FieldText.Path(field.Path), field.Manager is { } manager ? $"drift: set by {manager}" : null,
                    change.Pending is false ? field.Pending : change.Pending));
            }
        }

        void Besides(
            string row, string? tenant, string? person = null, string? before = null, string? after = null, string? of = null, string? field = null, string? note = null,
            bool? pending = null) =>
            table.Row(row, tenant, person, before, after, null, of, field, null, null, note, null, null, Pending(pending));
        foreach (var setting in plan.Settings)
        {
            Besides("setting", null, before: Value(setting.Old), after: Value(setting.New), field: FieldText.Path(setting.Path),
                note: setting.Allowance is { } key ? $"needs --allow {key}" : null, pending: setting.Pending);
        }

        foreach (var grant in plan.Unmanaged)
        {
            Besides("unmanaged", grant.Tenant, person: grant.Subject, before: grant.Grants, after: grant.Grants, of: grant.Object.ToString());
        }

        foreach (var missing in plan.MissingTenants)
        {
            Besides("missing tenant", missing.Name, note: missing.LooksLike is { } other ? $"looks like a rename to {other}" : null);
        }

        foreach (var notice in plan.Notices)
        {
            Besides("notice", notice.Tenant, note: notice.Text);
        }

        foreach (var guard in plan.Guards.Where(g => g.Outcome != GuardOutcome.Pass))
        {
            Besides("guard", null, field: guard.Id, note: $"{(guard.Allows ? "overridden" : "refuses")}: {GuardText.Refusal(guard)}");
        }

        return table;
    }

    private static CsvText Of(ReportAnswer answer)
    {
        var table = new CsvText("row", "tenant", "action", "object", "outcome", "message");
        foreach (var (change, outcome) in answer.Result.Report?.Results ?? [])
        {
            var told = OutcomeText.Of(outcome);
            table.Row("result", change.Tenant, change.Action, change.Key.ToString(), told.Word, told.Message);
        }

        foreach (var left in answer.Result.Left)
        {
            table.Row("remaining", left.Tenant, left.Action, left.Object.ToString(), null, left.Detail);
        }

        foreach (var grant in answer.Result.Appeared)
        {
            table.Row("unmanaged", grant.Tenant, null, grant.Object.ToString(), null, $"{grant.Subject} has {grant.Grants}");
        }

        foreach (var problem in answer.Problems)
        {
            table.Row("problem", null, null, null, answer.Code.Word, problem.Line);
        }

        return table;
    }

    // An empty cell: there is none.
    private static string? Value(string? json) => json is null ? null : FieldText.Value(json);
}
