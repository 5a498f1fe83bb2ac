using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes;

namespace KfTenants.Cli.Commands;

/// <summary><c>apply</c>: the same line as <c>plan</c>, then the question, the writes, and planning again.</summary>
internal static class ApplyCommand
{
    public static Command Create(GlobalOptions global, Terminal terminal)
    {
        var file = new Argument<string?>("PLAN.json")
        {
            Description = "A reviewed plan that plan --out saved: exactly that is done, or nothing, and nobody is asked.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var files = CommonOptions.Files();
        var tenants = CommonOptions.Tenants();
        var allow = CommonOptions.Allow();
        var adopt = CommonOptions.Adopt();
        var output = CommonOptions.Output(OutputTarget.Formats);
        var approve = new Option<bool>("--auto-approve") { Description = "Do not ask." };
        var command = new Command("apply", "Make the cluster match the tenants file: plan, ask, write, check.")
        {
            file, files, tenants, output, approve, allow, adopt,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is not null && result.GetValue(tenants) is { Length: > 0 })
            {
                result.AddError("--tenant does not go with a saved plan, which has its own tenants.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(file),
            PlanRequest.Of(parsed, global, files, tenants, allow, adopt),
            parsed.GetResult(files) is not null,
            parsed.GetValue(output) ?? [],
            parsed.GetValue(approve),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string? planFile, PlanRequest request, bool namesFiles, OutputTarget[] targets, bool autoApprove, Terminal terminal, CancellationToken cancellationToken)
    {
        var approved = planFile is null
            ? null
            : PlanFile.Parse(planFile, await TextFiles.ReadAsync(terminal.FullPath(planFile), planFile, cancellationToken));
        if (approved is null && !autoApprove && !terminal.IsInputTerminal)
        {
            throw new RefusedException(ExitCode.Usage, "apply asks before it writes, and standard input is not a terminal: give a saved PLAN.json, or --auto-approve");
        }

        if (approved is not null)
        {
            request = request with
            {
                Paths = namesFiles ? request.Paths : approved.Plan.Files,
                Options = request.Options with { Scope = approved.Plan.Scope, Adopt = request.Options.Adopt || approved.Plan.Count("adopt") > 0 },
            };
        }

        var documents = await DocumentFile.ReadAsync(request.Paths, terminal, cancellationToken);
        if (await CheckedInput.ReadAsync(documents, request, terminal, cancellationToken) is not { } input)
        {
            return ExitCode.Invalid;
        }

        var cluster = await Clusters.OpenAsync(request.Cluster, request.Verbose, terminal, cancellationToken);
        using var connection = cluster as IDisposable;
        var executor = new PlanExecutor(cluster, terminal.Time);
        var run = new ApplyRun(
            cancel => PlanPipeline.PlanAsync(input.Set, input.Secrets, cluster, request.Options, cancel),
            executor.RunAsync,
            [.. documents.Select(d => d.Name)],
            approved,
            autoApprove,
            [.. targets],
            request.Verbose,
            terminal);
        return await run.RunAsync(cancellationToken);
    }
}
