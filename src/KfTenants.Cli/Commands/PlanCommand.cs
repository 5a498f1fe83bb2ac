using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Plans;
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
            new Example("kftenants plan --cluster all", "A plan for each cluster of the file, and one line about all of them."),
            new Example("kftenants plan --detailed-exitcode", "Every night: end with 2 when something drifted."),
            new Example("kftenants plan --server-dry-run -o json=plan.json", "Hear quotas and webhooks before the review, as text and as JSON."))
        {
            { Section.Input, files, tenants, bases },
        };
        secrets.AddTo(command);
        command.Add(Section.Guards, allow, adopt);
        check.AddTo(command);
        command.Add(Section.Output, output, summary, save, detailed);
        global.AddClusterTo(command, NamedClusters.Several);
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
        var (set, lines) = (CheckedInput.SetOf(documents, terminal), DocumentFile.LinesOf(documents));
        var run = new PlanRun(request, [.. documents.Select(d => d.Name)], check);
        if (request.Cluster.IsOfSeveral)
        {
            var before = await PlanBase.ReadAsync(bases, terminal, cancellationToken);
            return await SeveralAsync(run, set, lines, before, targets, save, detailed, detail, terminal, cancellationToken);
        }

        var target = ClusterTargets.One(set, request.Cluster, terminal);
        var input = await CheckedInput.ReadAsync(target.Set!, lines, request, terminal, cancellationToken);
        var plan = await run.MakeAsync(
            target, input, (await PlanBase.ReadAsync(bases, terminal, cancellationToken))?.For(target.Set!.Cluster), terminal, cancellationToken);
        if (save is not null)
        {
            await TextFiles.WriteAsync(terminal.FullPath(save), save, JsonFormat.Saved(plan).ToString(), cancellationToken);
        }

        var answer = new PlanAnswer(plan, detail) { Next = NextCommand.After(plan, request, save) };
        await Answer.WriteAsync(terminal, [.. targets], f => f.Plan, answer, cancellationToken);
        return run.CodeOf(plan, detailed);
    }

    private static async Task<ExitCode> SeveralAsync(
        PlanRun run,
        TenantSet set,
        SourceLines lines,
        PlanBase? before,
        OutputTarget[] formats,
        string? save,
        bool detailed,
        PlanDetail detail,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        CheckedInput.RequireTenants([.. set.Tenants.Select(t => t.Name), .. set.Tombstones.Select(t => t.Name)], run.Request.Options.Scope ?? []);
        var targets = ClusterTargets.Several(set, run.Request.Cluster, terminal);
        using var runs = new ClusterRuns(terminal, targets);
        var parts = await runs.RunAsync(
            async (target, own, cancel) =>
            {
                var input = await CheckedInput.ReadAsync(target.Set!, lines, run.Request.Within(target.Set!), own, cancel);
                var plan = await run.MakeAsync(target, input, before?.For(target.Name), own, cancel);
                return (new PlanAnswer(plan, detail) { Room = MarkdownComment.RoomOf(targets.Length) }, run.CodeOf(plan, detailed), PlanRun.SummaryOf(plan));
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        parts = ClusterClaims.Check(parts, terminal);
        ImmutableArray<PlanDocument> plans = [.. parts.Select(p => p.Answer?.Plan).OfType<PlanDocument>()];
        var answer = new ClustersAnswer<PlanAnswer>(set.Name, parts, terminal.Time.GetUtcNow())
        {
            Checksum = ClusterPlans.ChecksumOf(plans),
            Next = NextCommand.AfterAll(plans, run.Request, save),
        };
        if (save is not null)
        {
            await TextFiles.WriteAsync(terminal.FullPath(save), save, ClustersJson.Of(answer.Rendered(JsonFormat.Format, f => f.Plan)).ToString(), cancellationToken);
        }

        await Answer.WriteAsync(terminal, [.. formats], answer, f => f.Plan, cancellationToken);
        return answer.Code;
    }
}
