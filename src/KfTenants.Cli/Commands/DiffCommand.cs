using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Comparison;

namespace KfTenants.Cli.Commands;

/// <summary><c>diff</c>: two tenants files, or two directories of manifests, side by side. Asks no cluster and needs no secret.</summary>
internal static class DiffCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var from = new Argument<string>("A") { Description = "The first side: a tenants file, a directory of its fragments, or a directory of manifests." };
        var to = new Argument<string>("B") { Description = "The second side: of the same kind." };
        var output = CommonOptions.Output(OutputFormats.With(f => f.Diff));
        var summary = CommonOptions.Summary();
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when the sides differ." };
        var command = new Verb(
            VerbGroup.Everyday, "diff", "Compare two tenants files, or two directories of manifests: who gains and who loses. Needs no cluster.",
            new Example("kftenants diff main.yaml tenants.yaml", "What does my change of the file ask for?"),
            new Example("kftenants diff base/ tenants/ -o markdown=diff.md", "The same of directories, as the comment of a pull request."),
            new Example("kftenants diff snapshots/monday snapshots/friday", "Who came and who went in a cluster within the week?"))
        {
            from,
            to,
            { Section.Output, output, summary, detailed },
        };
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetRequiredValue(from),
            parsed.GetRequiredValue(to),
            parsed.GetValue(output) ?? [],
            parsed.GetValue(detailed),
            CommonOptions.Detail(parsed, summary, parsed.GetValue(global.Verbose)),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string from, string to, OutputTarget[] targets, bool detailed, PlanDetail detail, Terminal terminal, CancellationToken cancellationToken)
    {
        if (DocumentFile.IsInput([from]) && DocumentFile.IsInput([to]))
        {
            throw new RefusedException(ExitCode.Usage, "diff - -: standard input can be one side only");
        }

        var (before, after) = (await ComparedSide.ReadAsync(from, terminal, cancellationToken), await ComparedSide.ReadAsync(to, terminal, cancellationToken));
        var diff = (before, after) switch
        {
            (ComparedSide.Documents one, ComparedSide.Documents other) => await OfFilesAsync(one, other, terminal),
            (ComparedSide.Cluster one, ComparedSide.Cluster other) => ClusterComparison.Of(one.Live, other.Live, VersionAction.Tool),
            (ComparedSide.Documents, ComparedSide.Cluster) => throw Mixed(from, to),
            _ => throw Mixed(to, from),
        };
        await Answer.WriteAsync(terminal, [.. targets], f => f.Diff, new DiffAnswer(diff, detail), cancellationToken);
        return detailed && diff.Differs ? ExitCode.Changes : ExitCode.Ok;
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
        Kube.PasteText.Command("kftenants", "plan", "-f", file, "--cluster-dir", cluster));
}
