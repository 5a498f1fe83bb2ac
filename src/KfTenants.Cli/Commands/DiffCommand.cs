using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Comparison;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>diff</c>: two tenants files, or two directories of manifests, side by side, without a cluster and without a secret; or two clusters of the file.</summary>
internal static class DiffCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var from = new Argument<string?>("A")
        {
            Description = "The first side: a tenants file, a directory of its fragments, or a directory of manifests.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var to = new Argument<string?>("B") { Description = "The second side: of the same kind.", Arity = ArgumentArity.ZeroOrOne };
        var files = CommonOptions.Files();
        files.Description = "With --clusters: the tenants file that has them; may be repeated. Default: tenants.yaml";
        var clusters = new Option<string?>("--clusters")
        {
            Description = "Compare these two clusters of the tenants file's clusters, as they are now, instead of A and B.",
            HelpName = "NAME,NAME",
        };
        var output = CommonOptions.Output(OutputFormats.With(f => f.Diff));
        var summary = CommonOptions.Summary();
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when the sides differ." };
        var command = new Verb(
            VerbGroup.Everyday, "diff", "Compare two tenants files, or two directories of manifests, without a cluster; or two clusters of the file: who gains and who loses.",
            new Example("kftenants diff main.yaml tenants.yaml", "What does my change of the file ask for?"),
            new Example("kftenants diff base/ tenants/ -o markdown=diff.md", "The same of directories, as the comment of a pull request."),
            new Example("kftenants diff snapshots/monday snapshots/friday", "Who came and who went in a cluster within the week?"),
            new Example("kftenants diff --clusters eu,us", "What differs between two clusters of the file?"))
        {
            from,
            to,
            { Section.Input, files },
            { Section.Output, output, summary, detailed },
            { Section.Cluster, clusters },
        };
        global.AddAskingTo(command);
        command.Validators.Add(result =>
        {
            var (names, sides) = (result.GetValue(clusters), new[] { result.GetValue(from), result.GetValue(to) }.OfType<string>().Count());
            if (names is null && sides < 2)
            {
                result.AddError($"{(sides == 0 ? "A and B are" : "B is")} missing: name two sides, or two clusters with --clusters NAME,NAME.");
            }
            else if (names is null && result.GetResult(files) is { Implicit: false })
            {
                result.AddError("-f goes with --clusters; the two sides are A and B.");
            }
            else if (names is not null && (sides > 0 || names.Split(',') is not [{ Length: > 0 } first, { Length: > 0 } second] || first == second))
            {
                result.AddError(sides > 0 ? "--clusters takes the place of A and B: leave them out." : $"--clusters {names}: write two names: --clusters eu,us.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(from),
            parsed.GetValue(to),
            parsed.GetValue(clusters)?.Split(','),
            parsed.GetValue(files) ?? [],
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            parsed.GetValue(output) ?? [],
            parsed.GetValue(detailed),
            CommonOptions.Detail(parsed, summary, parsed.GetValue(global.Verbose)),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string? from,
        string? to,
        string[]? clusters,
        string[] paths,
        ClusterChoice choice,
        bool verbose,
        OutputTarget[] targets,
        bool detailed,
        PlanDetail detail,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var diff = clusters is [var first, var second]
            ? await OfClustersAsync(await OptionalSet.ReadAsync(paths, terminal, cancellationToken), first, second, choice, verbose, terminal, cancellationToken)
            : await OfSidesAsync(from!, to!, terminal, cancellationToken);
        await Answer.WriteAsync(terminal, [.. targets], f => f.Diff, new DiffAnswer(diff, detail), cancellationToken);
        return detailed && diff.Differs ? ExitCode.Changes : ExitCode.Ok;
    }

    // Both or nothing: of one side alone there is nothing to say.
    private static async Task<DiffDocument> OfClustersAsync(
        TenantSet set, string from, string to, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        if (set.Platform.Flavor != Flavor.Kubeflow)
        {
            throw new RefusedException(ExitCode.Usage, "diff --clusters compares clusters by their Profiles, which clusters with platform.flavor: kubernetes do not have");
        }

        // In one order whatever the question was, so that it is told once that two names lead to one cluster; then as asked.
        var targets = ClusterTargets.Several(set, choice with { Names = [from, to] }, terminal).ToDictionary(t => t.Name, StringComparer.Ordinal);
        var (before, after) = (LookAsync(from), LookAsync(to));
        await Task.WhenAll(before, after);
        return ClusterComparison.Of(await before, await after, VersionAction.Tool, set.Platform.Dex);

        Task<LiveState> LookAsync(string cluster) =>
            new OptionalSet(targets[cluster].Set).LookAsync(ReadScope.Everything, targets[cluster].Choice, verbose, terminal, cancellationToken);
    }

    private static async Task<DiffDocument> OfSidesAsync(string from, string to, Terminal terminal, CancellationToken cancellationToken)
    {
        if (DocumentFile.IsInput([from]) && DocumentFile.IsInput([to]))
        {
            throw new RefusedException(ExitCode.Usage, "diff - -: standard input can be one side only");
        }

        var (before, after) = (await ComparedSide.ReadAsync(from, terminal, cancellationToken), await ComparedSide.ReadAsync(to, terminal, cancellationToken));
        return (before, after) switch
        {
            (ComparedSide.Documents one, ComparedSide.Documents other) => await OfFilesAsync(one, other, terminal),
            (ComparedSide.Cluster one, ComparedSide.Cluster other) => ClusterComparison.Of(one.Live, other.Live, VersionAction.Tool),
            (ComparedSide.Documents, ComparedSide.Cluster) => throw Mixed(from, to),
            _ => throw Mixed(to, from),
        };
    }

    // Who repairs an invalid file must be able to pass: only what is wrong with the second side is the run's fault.
    private static async Task<DiffDocument> OfFilesAsync(ComparedSide.Documents from, ComparedSide.Documents to, Terminal terminal)
    {
        var reading = Task.Run(() => PlanPipeline.Read(to.Files, terminal.Time.GetUtcNow()));
        var before = BaseFile.Read(from.Files, "the first side", terminal);
        var after = CheckedInput.SetOf(to.Files, await reading, terminal);
        return before is not null
            ? SetComparison.Of(before, from.Names, after, to.Names, VersionAction.Tool)
            : new DiffDocument
            {
                Tool = VersionAction.Tool,
                Subject = DiffSubject.Files,
                From = SetComparison.SideOf(null, from.Names),
                To = SetComparison.SideOf(after, to.Names),
            };
    }

    private static RefusedException Mixed(string file, string cluster) => new(
        ExitCode.Usage,
        $"diff compares two tenants files or two clusters; {file} is a tenants file and {cluster} a directory of manifests, which kftenants plan compares: " +
        PasteText.Command("kftenants", "plan", "-f", file, "--cluster-dir", cluster));
}
