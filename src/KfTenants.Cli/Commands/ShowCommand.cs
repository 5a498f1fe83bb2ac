using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Kube;

namespace KfTenants.Cli.Commands;

/// <summary><c>show</c>: a saved plan again, as <c>plan</c> showed it.</summary>
internal static class ShowCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var file = new Argument<string>("PLAN.json") { Description = "A plan that plan --out saved." };
        var output = CommonOptions.Output(OutputFormats.With(f => f.Plan));
        var summary = CommonOptions.Summary();
        var command = new Verb(
            VerbGroup.Everyday, "show", "Show a saved plan.",
            new Example("kftenants show plan.json", "Read again what plan --out saved."))
        {
            file,
            { Section.Output, output, summary },
        };
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetRequiredValue(file),
            parsed.GetValue(output) ?? [],
            CommonOptions.Detail(parsed, summary, parsed.GetValue(global.Verbose)),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(string path, OutputTarget[] targets, PlanDetail detail, Terminal terminal, CancellationToken cancellationToken)
    {
        var (saved, several) = await SavedPlan.ReadAsync(path, terminal, cancellationToken);
        var (first, seal) = saved is null ? (several!.Plans[0], several.Seal) : (saved, saved.Seal);
        var made = $"{path}: made by {first.Tool} at {Times.Seconds(first.CreatedAt)}, as it says itself; seal {seal}";
        new StyledText().Line(made).WriteTo(terminal.Error, terminal.ColorsError);
        if (saved is not null)
        {
            var next = saved.IsOfSnapshot ? null : NextCommand.Of(path);
            await Answer.WriteAsync(terminal, [.. targets], f => f.Plan, new PlanAnswer(saved, detail) { Next = next }, cancellationToken);
            return ExitCode.Ok;
        }

        var parts = several!.Plans.Select(p => new ClusterPart<PlanAnswer>(
                p.Cluster.Name!, ExitCode.Ok, PlanRun.SummaryOf(p), new PlanAnswer(p, detail) { Room = MarkdownComment.RoomOf(several.Plans.Length) }, null))
            .Concat(several.Without.Select(n => ClusterPart<PlanAnswer>.Of(n, FailureAnswer.Of(ExitCode.Failed, $"cluster {n}: no plan was made"))));
        var answer = new ClustersAnswer<PlanAnswer>(first.Set, [.. parts.OrderBy(p => p.Name, StringComparer.Ordinal)], first.CreatedAt)
        {
            Checksum = several.Checksum,
            Next = several.Plans.Any(p => p.IsOfSnapshot) ? null : NextCommand.Of(path),
        };
        await Answer.WriteAsync(terminal, [.. targets], answer, f => f.Plan, cancellationToken);
        return ExitCode.Ok;
    }
}
