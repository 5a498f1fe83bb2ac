using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary><c>apply</c>: the same line as <c>plan</c>, then the question, the writes, and planning again.</summary>
internal static class ApplyCommand
{
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
        var shard = CommonOptions.One(
            "--shard", "INDEX/COUNT",
            $"Write only this part of the plan: as many runs as COUNT says, beside each other, do all of it. INDEX counts from 0; COUNT is at most {Shard.Most}.",
            Shard.Parse, text => $"--shard {text}: write INDEX/COUNT, for example 0/4: COUNT runs of at most {Shard.Most}, counted from 0.");
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
            new Example("kftenants apply --cluster eu,us", "Write two clusters of the file side by side, after one question."),
            new Example("kftenants apply --allow deletes=12", "Pass a guard with the number that the plan shows."),
            new Example("kftenants apply plan.json --shard 0/4", "Write the first of four parts of what was reviewed, beside three other runs."),
            new Example("kftenants apply --auto-approve --lock-timeout 10m -o json", "In a pipeline: no question, a report for a program."))
        {
            file,
            { Section.Input, files, tenants, shard },
        };
        secrets.AddTo(command);
        command.Add(Section.Guards, approve, allow, adopt, expect, maxAge);
        command.Add(Section.Waiting, lockTimeout, waitTimeout);
        command.Add(Section.Output, output, summary);
        global.AddClusterTo(command, NamedClusters.Several);
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is not null && result.GetValue(tenants) is { Length: > 0 })
            {
                result.AddError("--tenant cannot be combined with a saved plan, which has its own tenants.");
            }

            if (result.GetValue(file) is not null && global.ClusterNames(result) is not [])
            {
                result.AddError("--cluster cannot be combined with a saved plan, which has its own clusters.");
            }

            if (result.GetResult(maxAge) is not null && result.GetValue(file) is null)
            {
                result.AddError("--max-age requires a saved plan; name its PLAN.json.");
            }

            if (result.GetResult(shard) is not null)
            {
                CheckShard(result, isSaved: result.GetValue(file) is not null, approve, allow, tenants, expect);
            }

            if (result.GetValue(expect) is { } sum && !IsChecksum(sum))
            {
                result.AddError($"--expect {sum}: write the checksum as the plan shows it, sha256: and 64 digits.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(file),
            new ApplyRequest(
                PlanRequest.Of(parsed, global, files, tenants, allow, adopt, secrets.Of(parsed, terminal)),
                [.. parsed.GetValue(output) ?? []],
                CommonOptions.Detail(parsed, summary, parsed.GetValue(global.Verbose)),
                parsed.GetValue(expect),
                parsed.GetValue(maxAge),
                parsed.GetValue(approve),
                parsed.GetValue(lockTimeout),
                parsed.GetValue(waitTimeout),
                parsed.GetValue(shard),
                Again(parsed)),
            parsed.GetResult(files) is not null,
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(string? planFile, ApplyRequest request, bool namesFiles, Terminal terminal, CancellationToken cancellationToken)
    {
        var (saved, several) = planFile is null ? (null, null) : await SavedAsync(planFile, request.Expect, terminal, cancellationToken);
        var part = saved?.Within(request.Shard);
        Approval approval = (part, request) switch
        {
            ({ } reviewed, _) => new Approval.Saved(reviewed, request.MaxAge),
            (_, { Expect: { } checksum }) => new Approval.Exact(checksum),
            (_, { AutoApprove: true }) => new Approval.Automatic(),
            _ => new Approval.Asked(),
        };
        if (approval is Approval.Asked && several is null)
        {
            Confirmation.CheckCanAsk("apply", request.Plan.Paths, terminal, "a saved PLAN.json, --expect, or --auto-approve");
        }

        var plans = several?.Plans ?? (saved is null ? [] : [saved]);
        if (plans is [{ Config.Files: var made }, ..] && !namesFiles && made.Contains(DocumentFile.InputName))
        {
            throw new RefusedException(ExitCode.Usage, $"{planFile}: the plan was made from standard input; give the same tenants file again, with -f - or -f FILE");
        }

        if (!plans.IsEmpty)
        {
            request = request with { Plan = Of(plans, saved, namesFiles, request.Plan) };
        }

        var documents = await DocumentFile.ReadAsync(request.Plan.Paths, terminal, cancellationToken);
        var (set, lines) = (CheckedInput.SetOf(documents, terminal), DocumentFile.LinesOf(documents));
        if (plans.Select(p => p.Cluster.Name).OfType<string>().Except(set.Clusters.Select(c => c.Name), StringComparer.Ordinal).FirstOrDefault() is { } gone)
        {
            throw new RefusedException(ExitCode.Stale, $"{planFile}: is for cluster {gone}, which the file does not have any more; nothing was written");
        }

        ImmutableArray<string> files = [.. documents.Select(d => d.Name)];
        if (several is not null || (saved is null && request.Plan.Cluster.IsOfSeveral))
        {
            return await new ApplyRuns(request, set, lines, files, several, terminal).RunAsync(cancellationToken);
        }

        var target = ClusterTargets.One(set, request.Plan.Cluster, terminal);
        var input = await CheckedInput.ReadAsync(target.Set!, lines, request.Plan, terminal, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var conversation = new ApplyConversation(terminal, request.Targets, request.Detail, part, stop, cluster: target.Set!.Cluster);
        try
        {
            var run = new ApplyRun(request, files, target, approval);
            return await conversation.EndAsync(await run.RunAsync(input, conversation, planned: null, conversation.AskAsync, terminal, stop.Token));
        }
        catch (Exception e)
        {
            conversation.Fail(e);
            throw;
        }
    }

    // Each shard finds less left of the plan than the one before: no number of it, and no sum, is right for all of them.
    private static void CheckShard(
        CommandResult result, bool isSaved, Option<bool> approve, Option<Allowance[]> allow, Option<string[]> tenants, Option<string?> expect)
    {
        if (result.GetValue(tenants) is { Length: > 0 })
        {
            result.AddError("--shard cannot be combined with --tenant: a shard has the tenants that fall to it.");
        }

        if (result.GetValue(allow) is { Length: > 0 })
        {
            result.AddError("--shard cannot be combined with --allow, which is about the whole plan: give a PLAN.json that was made with it.");
        }

        if (!isSaved && result.GetValue(expect) is not null)
        {
            result.AddError("--shard cannot be combined with --expect, which is about the whole plan: give the PLAN.json that has this checksum.");
        }

        if (!isSaved && !result.GetValue(approve))
        {
            result.AddError("--shard does not ask: give a PLAN.json, or --auto-approve.");
        }
    }

    // A plan for a cluster of the file is for no other; where the command line leads, its uid says whether it is the same.
    private static PlanRequest Of(ImmutableArray<PlanDocument> plans, PlanDocument? saved, bool namesFiles, PlanRequest request)
    {
        var names = plans.Select(p => p.Cluster.Name).OfType<string>().ToImmutableArray();
        request = request with
        {
            Paths = namesFiles ? request.Paths : plans[0].Config.Files,
            Cluster = names.IsEmpty || (saved is not null && request.Cluster.IsSaid) ? request.Cluster : request.Cluster with { Names = names },
        };
        return saved is null ? request : request.For(saved);
    }

    private static async Task<(PlanDocument? One, ClusterPlans? Several)> SavedAsync(string planFile, string? expected, Terminal terminal, CancellationToken cancellationToken)
    {
        var (saved, several) = await SavedPlan.ReadAsync(planFile, terminal, cancellationToken);
        if (saved is { IsOfSnapshot: true } || several?.Plans.Any(p => p.IsOfSnapshot) == true)
        {
            throw new RefusedException(ExitCode.Usage, $"{planFile}: was made on a snapshot, and nothing is ever applied from one; plan against the cluster, and apply that plan");
        }

        var (checksum, seal) = several is null ? (saved!.Checksum, saved.Seal) : (several.Checksum, several.Seal);
        return expected is null || checksum == expected || seal == expected
            ? (saved, several)
            : throw new RefusedException(ExitCode.Stale, $"{planFile}: is not the plan that was reviewed: its checksum is {checksum} and its seal {seal}, not {expected}");
    }

    private static bool IsChecksum(string text) =>
        text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == "sha256:".Length + 64 && text["sha256:".Length..].All(char.IsAsciiHexDigitLower);

    private static string Again(ParseResult parsed) => PasteText.Command(parsed.Tokens.Select(t => t.Value).Prepend("kftenants"));
}
