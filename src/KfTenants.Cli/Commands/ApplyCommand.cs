using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary><c>apply</c>: the same line as <c>plan</c>, then the question, the writes, and planning again.</summary>
internal static class ApplyCommand
{
    private static readonly TimeSpan PipelinePatience = TimeSpan.FromMinutes(5);

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var file = new Argument<string?>("PLAN.json")
        {
            Description = "A reviewed plan that plan --out saved: apply does that, tenant by tenant, and nothing else, and does not ask.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var files = CommonOptions.Files();
        var tenants = CommonOptions.Tenants(files, terminal);
        var allow = CommonOptions.Allow();
        var adopt = CommonOptions.Adopt();
        var secrets = new SecretOptions();
        var output = CommonOptions.Output(OutputFormats.With(f => f.Report));
        var summary = CommonOptions.Summary();
        var approve = CommonOptions.AutoApprove();
        var expect = new Option<string?>("--expect")
        {
            Description = "The checksum of the reviewed plan: with PLAN.json it verifies the file (so does the seal that show prints), without one it approves exactly that plan.",
            HelpName = "sha256:HEX",
        };
        var maxAge = CommonOptions.Duration("--max-age", "Refuse a PLAN.json that is older, for example 24h. Without it, apply warns about a plan older than a day.");
        var lockTimeout = CommonOptions.Duration("--lock-timeout",
            "How long to wait for another apply of this set, for example 30s or 5m; 0: not at all. Default: 0 at a terminal, 5m in a pipeline");
        var waitTimeout = CommonOptions.Duration("--wait-timeout",
            "How long to wait for one tenant's controller, or for one object to be gone, for example 60s or 5m. Default: 60s");
        var command = new Verb(
            VerbGroup.Everyday, "apply", "Make the cluster match the tenants file: plan, ask, write, check.",
            new Example("kftenants apply", "Show the plan, ask, and write."),
            new Example("kftenants apply plan.json", "Do what was reviewed, or nothing."),
            new Example("kftenants apply --tenant team-vision", "Write one tenant only."),
            new Example("kftenants apply --allow deletes=12", "Pass a guard with the number that the plan shows."),
            new Example("kftenants apply --auto-approve --lock-timeout 10m -o json", "In a pipeline: no question, a report for a program."))
        {
            file,
            { Section.Input, files, tenants },
        };
        secrets.AddTo(command);
        command.Add(Section.Guards, approve, allow, adopt, expect, maxAge);
        command.Add(Section.Waiting, lockTimeout, waitTimeout);
        command.Add(Section.Output, output, summary);
        global.AddClusterTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is not null && result.GetValue(tenants) is { Length: > 0 })
            {
                result.AddError("--tenant cannot be combined with a saved plan, which has its own tenants.");
            }

            if (result.GetResult(maxAge) is not null && result.GetValue(file) is null)
            {
                result.AddError("--max-age requires a saved plan; name its PLAN.json.");
            }

            if (result.GetValue(expect) is { } sum && !IsChecksum(sum))
            {
                result.AddError($"--expect {sum}: write the checksum as the plan shows it, sha256: and 64 digits.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(file),
            PlanRequest.Of(parsed, global, files, tenants, allow, adopt, secrets.Of(parsed, terminal)),
            parsed.GetResult(files) is not null,
            parsed.GetValue(output) ?? [],
            CommonOptions.Detail(parsed, summary, parsed.GetValue(global.Verbose)),
            parsed.GetValue(expect),
            parsed.GetValue(maxAge),
            parsed.GetValue(approve),
            parsed.GetValue(lockTimeout),
            parsed.GetValue(waitTimeout),
            Again(parsed),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string? planFile,
        PlanRequest request,
        bool namesFiles,
        OutputTarget[] targets,
        PlanDetail detail,
        string? expect,
        TimeSpan? maxAge,
        bool autoApprove,
        TimeSpan? lockTimeout,
        TimeSpan? waitTimeout,
        string resume,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var saved = planFile is null ? null : await SavedAsync(planFile, expect, terminal, cancellationToken);
        Approval approval = (saved, expect, autoApprove) switch
        {
            ({ } plan, _, _) => new Approval.Saved(plan, maxAge),
            (_, { } checksum, _) => new Approval.Exact(checksum),
            (_, _, true) => new Approval.Automatic(),
            _ => new Approval.Asked(),
        };
        if (approval is Approval.Asked)
        {
            Confirmation.CheckCanAsk("apply", request.Paths, terminal, "a saved PLAN.json, --expect, or --auto-approve");
        }

        if (saved is { Config.Files: var made } && !namesFiles && made.Contains(DocumentFile.InputName))
        {
            throw new RefusedException(ExitCode.Usage, $"{planFile}: the plan was made from standard input; give the same tenants file again, with -f - or -f FILE");
        }

        if (saved is not null)
        {
            request = request with
            {
                Paths = namesFiles ? request.Paths : saved.Config.Files,
                Options = request.Options with
                {
                    Scope = saved.Scope.Tenants,
                    Adopt = request.Options.Adopt || saved.Options is { Adopt: true } || saved.Count("adopt") > 0,
                    Approved = saved.Options?.Allow?.RemoveRange(PlanGuard.SettingKeys) ?? request.Options.Approved,
                },
            };
        }

        var documents = await DocumentFile.ReadAsync(request.Paths, terminal, cancellationToken);
        var input = await CheckedInput.ReadAsync(documents, request, terminal, cancellationToken);
        var cluster = await Clusters.OpenAsync(request.Cluster, request.Verbose, terminal, input.Set.SecretVariables, cancellationToken);
        using var connection = cluster as IDisposable;
        Clusters.RefuseSnapshot(cluster, "nothing is ever applied to one");
        var pipeline = CiEnvironment.Of(terminal);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var conversation = new ApplyConversation(terminal, [.. targets], detail, saved, stop);
        var runner = new ApplyRunner(
            cluster,
            cancel => PlanPipeline.PlanAsync(input.Set, input.Secrets, cluster, request.Options, cancel),
            new PlanExecutor(cluster, terminal.Time, waitTimeout).RunAsync,
            new ApplyOptions(
                new PlanSource([.. documents.Select(d => d.Name)], request.Options, pipeline.Commit, VersionAction.Tool),
                input.Set.Tenants.Length,
                approval,
                lockTimeout ?? (terminal.IsInputTerminal && !pipeline.IsOne ? TimeSpan.Zero : PipelinePatience),
                terminal.RunId,
                terminal.Person,
                pipeline.RunUrl,
                VersionAction.Version),
            terminal.Time,
            conversation.Hear,
            conversation.AskAsync);
        resume = approval is Approval.Exact ? "a new plan, because what is left has another checksum" : resume;
        try
        {
            return await conversation.EndAsync(new ReportAnswer(await runner.RunAsync(stop.Token), resume, detail));
        }
        catch (Exception e)
        {
            conversation.Fail(e);
            throw;
        }
    }

    private static async Task<PlanDocument> SavedAsync(string planFile, string? expected, Terminal terminal, CancellationToken cancellationToken)
    {
        var saved = await SavedPlan.ReadAsync(planFile, terminal, cancellationToken);
        if (saved.IsOfSnapshot)
        {
            throw new RefusedException(ExitCode.Usage, $"{planFile}: was made on a snapshot, and nothing is ever applied from one; plan against the cluster, and apply that plan");
        }

        return expected is null || saved.Checksum == expected || saved.Seal == expected
            ? saved
            : throw new RefusedException(
                ExitCode.Stale, $"{planFile}: is not the plan that was reviewed: its checksum is {saved.Checksum} and its seal {saved.Seal}, not {expected}");
    }

    private static bool IsChecksum(string text) =>
        text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == "sha256:".Length + 64 && text["sha256:".Length..].All(char.IsAsciiHexDigitLower);

    private static string Again(ParseResult parsed) => PasteText.Command(parsed.Tokens.Select(t => t.Value).Prepend("kftenants"));
}
