using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes;
using KfTenants.Plans;
using KfTenants.Runs;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>plan</c>: the whole line but its writes; needs to get and list, nothing more.</summary>
internal static class PlanCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        var tenants = CommonOptions.Tenants(files, terminal);
        var allow = CommonOptions.Allow();
        var adopt = CommonOptions.Adopt();
        var secrets = new SecretOptions();
        var bases = new Option<string[]>("--base")
        {
            Description = "The file, or directory of fragments, before this change of it: the plan says what the change brings and what was pending before; may be repeated.",
            HelpName = "PATH",
        };
        var output = CommonOptions.Output(OutputFormats.With(f => f.Plan));
        var save = new Option<string?>("--out") { Description = "Save the plan, for show and apply.", HelpName = "PLAN.json" };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when changes are pending." };
        var summary = CommonOptions.Summary();
        var check = new ServerCheckOptions();
        var command = new Verb(
            VerbGroup.Everyday, "plan", "Compare the tenants file with the cluster and show what apply would do. Writes nothing.",
            new Example("kftenants plan", "What would apply change?"),
            new Example("kftenants plan --out plan.json", "Save the plan, for a review and for apply plan.json."),
            new Example("kftenants plan --base main.yaml -o markdown=plan.md", "In a pull request: what this change brings, apart from what was pending."),
            new Example("kftenants plan --tenant team-vision --tenant team-audio", "Look at two tenants only."),
            new Example("kftenants plan --detailed-exitcode", "Every night: end with 2 when something drifted."),
            new Example("kftenants plan --server-dry-run -o json=plan.json", "Hear quotas and webhooks before the review, as text and as JSON."))
        {
            { Section.Input, files, tenants, bases },
        };
        secrets.AddTo(command);
        command.Add(Section.Guards, allow, adopt);
        check.AddTo(command);
        command.Add(Section.Output, output, summary, save, detailed);
        global.AddClusterTo(command);
        command.Validators.Add(result =>
        {
            if (DocumentFile.IsInput(result.GetValue(bases) ?? []))
            {
                result.AddError("--base -: the base is not read from standard input; name a file.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            PlanRequest.Of(parsed, global, files, tenants, allow, adopt, secrets.Of(parsed, terminal)),
            parsed.GetValue(bases),
            parsed.GetValue(output) ?? [],
            parsed.GetValue(save),
            parsed.GetValue(detailed),
            CommonOptions.Detail(parsed, summary, parsed.GetValue(global.Verbose)),
            check.Of(parsed),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        PlanRequest request,
        string[]? bases,
        OutputTarget[] targets,
        string? save,
        bool detailed,
        PlanDetail detail,
        ServerCheck check,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var documents = await DocumentFile.ReadAsync(request.Paths, terminal, cancellationToken);
        var input = await CheckedInput.ReadAsync(documents, request, terminal, cancellationToken);
        var before = await PlanBase.ReadAsync(bases, terminal, cancellationToken);
        var cluster = await OpenAsync(request, input.Set, before, terminal, cancellationToken);
        using var connection = cluster as IDisposable;
        check.Require(cluster);
        var planned = await PlanPipeline.PlanAsync(input.Set, HashOf, cluster, request.Options, cancellationToken);
        if (planned.RunInProgress is { } held)
        {
            terminal.Note(LockText.InProgress(held, terminal.Time.GetUtcNow()));
        }

        var source = new PlanSource([.. documents.Select(d => d.Name)], request.Options, CiEnvironment.Of(terminal).Commit, VersionAction.Tool);
        var document = PlanDocument.Of(planned.Plan, source, terminal.Time.GetUtcNow());
        document = before?.Attribute(document, input.Set, planned.Live, request.Options) ?? document;
        var plan = await check.OfAsync(planned.Plan, document, cluster, cancellationToken);
        if (save is not null)
        {
            await TextFiles.WriteAsync(terminal.FullPath(save), save, JsonFormat.Saved(plan).ToString(), cancellationToken);
        }

        var answer = new PlanAnswer(plan, detail) { Next = NextCommand.After(plan, request, save) };
        await Answer.WriteAsync(terminal, [.. targets], f => f.Plan, answer, cancellationToken);
        return ExitCode.Of(ExitCode.Of(RunEnds.Of(plan)), detailed && plan.HasWrites ? ExitCode.Changes : ExitCode.Ok, check.CodeOf(plan));

        string? HashOf(User user, string? present)
        {
            var hash = PlanPipeline.HashOf(user, present, input.Secrets);
            before?.Remember(user, hash);
            return hash;
        }
    }

    // Variables that only the base names are secrets, too.
    private static async Task<ICluster> OpenAsync(PlanRequest request, TenantSet set, PlanBase? before, Terminal terminal, CancellationToken cancellationToken)
    {
        var withheld = set.SecretVariables.Concat(before?.Set?.SecretVariables ?? []);
        try
        {
            return await Clusters.OpenAsync(request.Cluster, request.Verbose, terminal, withheld, cancellationToken);
        }
        catch (KfTenantsException none) when (before is not null)
        {
            throw before.WithoutCluster(none, request.Paths);
        }
    }
}
