using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>The changes, tenant by tenant; what is the same in several tenants stands before them, once.</summary>
internal static class ChangeBlocks
{
    /// <param name="file">What text calls the tenants file.</param>
    public static void AddTo(StyledText text, ImmutableArray<ChangeDocument> changes, PlanDetail detail, string file)
    {
        foreach (var block in Of(changes, detail, file))
        {
            text.EndLine().Add(Tone.Heading, block.Heading).EndLine().Add(block.Body);
        }
    }

    /// <summary>One block for each tenant, and for what several have in common.</summary>
    public static IEnumerable<ChangeBlock> Of(ImmutableArray<ChangeDocument> changes, PlanDetail detail, string file)
    {
        var lines = changes.GroupBy(c => c.Tenant)
            .SelectMany(tenant => PlannedLine.Of([.. tenant], pairs: detail != PlanDetail.Full))
            .ToImmutableArray();
        var shared = detail == PlanDetail.Full ? [] : Shared(lines);
        foreach (var block in shared.GroupBy(s => string.Join('\n', s.Select(l => l.Change.Tenant))))
        {
            var tenants = block.First().Select(l => l.Change.Tenant!).ToArray();
            yield return new ChangeBlock($"{tenants.Length} tenants: {TenantList.Of(tenants)}", Body([.. block.Select(s => s[0])], detail, file, isShared: true), []);
        }

        var told = shared.SelectMany(s => s).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var tenant in lines.Where(l => !told.Contains(l)).GroupBy(l => l.Change.Tenant))
        {
            yield return new ChangeBlock(
                TenantList.Heading(tenant.Key),
                Body([.. tenant], detail, file, isShared: false),
                [.. tenant.Select(l => l.Change.Text).OfType<TextChange>()]);
        }
    }

    /// <summary>A line for each tenant, or for all to which the same happens: why it is changed.</summary>
    public static void AddSummaryTo(StyledText text, ImmutableArray<ChangeDocument> changes)
    {
        if (changes.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Changes").EndLine();
        var tenants = changes.GroupBy(c => c.Tenant)
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

    private static StyledText Body(ImmutableArray<PlannedLine> lines, PlanDetail detail, string file, bool isShared)
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
            ChangeNotes.AddTo(text, change, file, "        ");
            FieldText.AddTo(text, line.Fields, isWhole: detail == PlanDetail.Full);
            if (change.Drift.Count() is > 0 and var drifted)
            {
                text.Line($"        {Words.Count(drifted, "field")} put back, see Drift");
            }
        }

        return text;
    }
}
