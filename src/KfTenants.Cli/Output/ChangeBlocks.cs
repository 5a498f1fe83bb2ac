using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>The changes, tenant by tenant; what is the same in several tenants stands before them, once.</summary>
internal static class ChangeBlocks
{
    public static void AddTo(StyledText text, PlanAnswer answer)
    {
        foreach (var (heading, body, _) in Of(answer))
        {
            text.EndLine().Add(Tone.Heading, heading).EndLine().Add(body);
        }
    }

    /// <summary>One block for each tenant, and for what several have in common.</summary>
    public static IEnumerable<(string Heading, StyledText Body, ImmutableArray<TextChange> Texts)> Of(PlanAnswer answer)
    {
        var lines = answer.Plan.Changes.GroupBy(c => c.Tenant)
            .SelectMany(tenant => PlannedLine.Of([.. tenant], pairs: answer.Detail != PlanDetail.Full))
            .ToImmutableArray();
        var shared = answer.Detail == PlanDetail.Full ? [] : Shared(lines);
        foreach (var block in shared.GroupBy(s => string.Join('\n', s.Select(l => l.Change.Tenant))))
        {
            var tenants = block.First().Select(l => l.Change.Tenant!).ToArray();
            yield return ($"{tenants.Length} tenants: {TenantList.Of(tenants)}", Body([.. block.Select(s => s[0])], answer, isShared: true), []);
        }

        var told = shared.SelectMany(s => s).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var tenant in lines.Where(l => !told.Contains(l)).GroupBy(l => l.Change.Tenant))
        {
            var heading = tenant.Key is null ? "Shared by all tenants" : $"Tenant {tenant.Key}";
            yield return (heading, Body([.. tenant], answer, isShared: false), [.. tenant.Select(l => l.Change.Text).OfType<TextChange>()]);
        }
    }

    /// <summary>A line for each tenant, or for all to which the same happens: why it is changed.</summary>
    public static void AddSummaryTo(StyledText text, PlanDocument plan)
    {
        if (plan.Changes.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Changes").EndLine();
        var tenants = plan.Changes.GroupBy(c => c.Tenant)
            .Select(t => (Name: t.Key, Why: Reasons(PlannedLine.Of([.. t], pairs: true))));
        foreach (var same in tenants.GroupBy(t => (IsShared: t.Name is null, t.Why)))
        {
            string[] names = [.. same.Select(t => t.Name ?? "shared by all tenants")];
            text.Add("  ").Add(names.Length < TenantList.Alike ? string.Join(", ", names) : TenantList.Counted(names)).Line($": {same.Key.Why}");
        }
    }

    // Each once, with all that it means.
    private static string Reasons(ImmutableArray<PlannedLine> lines) => string.Join("; ", lines
        .GroupBy(l => l.Because, StringComparer.Ordinal)
        .Select(same => same.Key + string.Concat(same.Select(l => l.Mark).Distinct(StringComparer.Ordinal))));

    // Each a change with its likes in other tenants. What needs a person is told where it is.
    private static ImmutableArray<ImmutableArray<PlannedLine>> Shared(ImmutableArray<PlannedLine> lines) =>
    [
        .. from line in lines
           where line.Change.Tenant is not null && line.Change.Action != "conflict" && !DestructionText.IsTenantDeletion(line.Change)
           group line by line.Likeness() into like
           where like.Count() >= TenantList.Alike
           select like.ToImmutableArray(),
    ];

    private static StyledText Body(ImmutableArray<PlannedLine> lines, PlanAnswer answer, bool isShared)
    {
        var text = new StyledText();
        string Name(PlannedLine line) => isShared && line.Change.Object.Name == line.Change.Tenant ? line.Change.Object.Kind : line.Name(line.Change.Tenant);
        var names = Columns.Width(lines.Select(Name));
        var reasons = Columns.Width(lines.Select(l => l.Reason));
        foreach (var line in lines)
        {
            var change = line.Change;
            text.Add("  ").AddPadded(change.Tone(), change.Symbol(), 4).AddPadded(Tone.Plain, Name(line), names).Add("  ").AddPadded(Tone.Plain, line.Reason, reasons);
            text.Add(Tone.Faint, !isShared && change.Origin is { } origin ? $"  {origin.ToLocation()}" : "").EndLine();
            AdoptionText.AddTo(text, change, answer.Plan.FileName());
            if (change.Detail is { } detail)
            {
                text.Add("        ").Add(Tone.Notice, detail).EndLine();
            }

            foreach (var move in (change.Moves ?? []).GroupBy(m => m.Manager))
            {
                text.Line($"        taken over from {move.Key}: {string.Join(", ", move.Select(m => FieldText.Path(m.Path)))}");
            }

            ValidationText.AddTo(text, change.Validation);
            FieldText.AddTo(text, line.Fields, isWhole: answer.Detail == PlanDetail.Full);
            if (change.Drift.Count() is > 0 and var drifted)
            {
                text.Line($"        {Words.Count(drifted, "field")} put back, see Drift");
            }
        }

        return text;
    }
}
