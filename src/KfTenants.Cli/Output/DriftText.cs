using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What others changed and the plan puts back; the same in many tenants once.</summary>
internal static class DriftText
{
    public static void AddTo(StyledText text, PlanAnswer answer)
    {
        var drift = answer.Plan.Changes.SelectMany(c => c.Drift.Select(f => (Change: c, Field: f))).ToArray();
        if (drift.Length == 0)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, $"Drift: {Words.Count(drift.Length, "field")} changed outside kftenants, to be put back").EndLine();
        if (answer.Detail == PlanDetail.Summary)
        {
            return;
        }

        foreach (var same in drift.GroupBy(d => Likeness(d.Change, d.Field)))
        {
            if (same.Count() < TenantList.Alike || answer.Detail == PlanDetail.Full)
            {
                foreach (var (change, field) in same)
                {
                    Add(text, change.Object.Within(null), field, answer, field.Time);
                }

                continue;
            }

            string[] tenants = [.. same.Select(d => d.Change.Tenant ?? "")];
            Add(text, $"{same.First().Change.Object.Kind} of {TenantList.Counted(tenants)}", same.First().Field, answer, time: null);
        }
    }

    private static void Add(StyledText text, string name, FieldDocument field, PlanAnswer answer, DateTimeOffset? time)
    {
        text.Add("  ").Add(Tone.Change, "~ ").Add($"{name} {FieldText.Path(field.Path)}  ");
        FieldText.AddValues(text, field, isWhole: answer.Detail == PlanDetail.Full);
        text.Add(Tone.Faint, $"  set by {field.Manager}{(time is { } at ? " at " + Times.Seconds(at) : "")}").EndLine();
    }

    private static object Likeness(ChangeDocument change, FieldDocument field) =>
        (change.Object.Kind, change.Object.Name == change.Tenant ? "" : change.Object.Name, change.Tenant is null, field with { Time = null });
}
