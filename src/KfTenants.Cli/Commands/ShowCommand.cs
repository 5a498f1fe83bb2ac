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
        var saved = await SavedPlan.ReadAsync(path, terminal, cancellationToken);
        var made = $"{path}: made by {saved.Tool} at {Times.Seconds(saved.CreatedAt)}, as it says itself; seal {saved.Seal}";
        new StyledText().Line(made).WriteTo(terminal.Error, terminal.ColorsError);
        await Answer.WriteAsync(terminal, [.. targets], f => f.Plan, new PlanAnswer(saved, detail) { Next = saved.IsOfSnapshot ? null : NextCommand.Of(path) }, cancellationToken);
        return ExitCode.Ok;
    }
}
