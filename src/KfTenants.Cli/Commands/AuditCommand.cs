using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Audit;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Yaml;

namespace KfTenants.Cli.Commands;

/// <summary><c>audit</c>: what is wrong in a cluster, or should be known, with what to do about it. Read-only.</summary>
internal static class AuditCommand
{
    private static readonly int Most = YamlLimits.TenantsFile.Size + 1;

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that says what is meant; may be repeated. Default: tenants.yaml if it exists, else the cluster alone";
        var tenants = CommonOptions.Tenants(files, terminal);
        tenants.Description = "Only findings about this tenant; may be repeated.";
        var failOn = CommonOptions.FailOn("End with 4 when there is a new finding of this severity or a worse one: error, warning or info.");
        var baseline = new Option<string?>("--baseline") { Description = "A file with known findings, which are not told again.", HelpName = "FILE" };
        var write = new Option<string?>("--write-baseline") { Description = "Save all findings as known; reasons that are in the file stay.", HelpName = "FILE" };
        var output = CommonOptions.Output(OutputFormats.With(f => f.Audit));
        var command = new Verb(
            VerbGroup.LookingBack, "audit", "Look for what is wrong with tenants, access, logins and quotas of a cluster. Writes nothing.",
            new Example("kftenants audit", "What should be looked at, and what to do."),
            new Example("kftenants audit --tenant team-vision", "One tenant only."),
            new Example("kftenants audit --write-baseline known.yaml", "On an old cluster: begin with what there is."),
            new Example("kftenants audit --baseline known.yaml --fail-on warning", "Every night: end with 4 when something new comes up."),
            new Example("kftenants audit --cluster all", "Every cluster of the file."),
            new Example("kftenants audit -o sarif=audit.sarif", "For code scanning."))
        {
            { Section.Input, files, tenants, baseline },
            { Section.Output, output, failOn, write },
        };
        global.AddClusterTo(command, NamedClusters.Several);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files) ?? [],
            [.. (parsed.GetValue(tenants) ?? []).Distinct(StringComparer.Ordinal)],
            parsed.GetValue(failOn),
            parsed.GetValue(baseline),
            parsed.GetValue(write),
            parsed.GetValue(output) ?? [],
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string[] paths,
        ImmutableArray<string> tenants,
        Severity? failOn,
        string? baselinePath,
        string? writePath,
        OutputTarget[] targets,
        ClusterChoice choice,
        bool verbose,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (writePath is not null && !tenants.IsEmpty)
        {
            throw new RefusedException(ExitCode.Usage, "--write-baseline cannot be combined with --tenant: the findings of all others would be lost");
        }

        if (choice.IsOfSeveral && (baselinePath ?? writePath) is not null)
        {
            throw new RefusedException(ExitCode.Usage, "a baseline is of one cluster: give --cluster with one name");
        }

        // Before the cluster is asked: a file that is wrong is wrong at once.
        var baseline = await ReadAsync(baselinePath, terminal, cancellationToken);
        var known = writePath is not null && File.Exists(terminal.FullPath(writePath)) ? await ReadAsync(writePath, terminal, cancellationToken) : baseline;
        var file = await OptionalSet.FindAsync(paths, terminal, cancellationToken);
        if (choice.IsOfSeveral)
        {
            return await SeveralAsync(file, tenants, failOn, targets, choice, verbose, terminal, cancellationToken);
        }

        (file, choice) = file.For(choice, terminal);
        var live = await file.LookAsync(ReadScope.Audit, choice, verbose, terminal, cancellationToken);
        var view = ViewOf(file, live);
        OptionalSet.RequireTenants(view.Access.Tenants.Select(t => t.Name), tenants, OptionalSet.NoProfile);
        var findings = ClusterAudit.Of(view);
        if (writePath is not null)
        {
            baseline = known.Of(findings, view.Unread.IsEmpty);
            await TextFiles.WriteAsync(terminal.FullPath(writePath), writePath, baseline.ToYaml(), cancellationToken);
        }

        var answer = AnswerOf(file, live, view, findings, baseline, tenants, failOn);
        await Answer.WriteAsync(terminal, [.. targets], f => f.Audit, answer, cancellationToken);
        return answer.Code;
    }

    private static async Task<ExitCode> SeveralAsync(
        OptionalSet file,
        ImmutableArray<string> tenants,
        Severity? failOn,
        OutputTarget[] formats,
        ClusterChoice choice,
        bool verbose,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var targets = ClusterTargets.Several(file.Set, choice, terminal);
        OptionalSet.RequireTenants(file.Set!.Tenants.Select(t => t.Name), tenants, "the file has no such tenant");
        using var runs = new ClusterRuns(terminal, targets);
        var parts = await runs.RunAsync(
            async (target, own, cancel) =>
            {
                var part = new OptionalSet(target.Set);
                var live = await part.LookAsync(ReadScope.Audit, target.Choice, verbose, own, cancel);
                var view = ViewOf(part, live);
                var answer = AnswerOf(part, live, view, ClusterAudit.Of(view), AuditBaseline.Empty, tenants, failOn);
                return (answer, answer.Code, answer.Findings.IsEmpty ? "no finding" : answer.Numbers);
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var all = new ClustersAnswer<AuditAnswer>(file.Name!, parts, terminal.Time.GetUtcNow());
        await Answer.WriteAsync(terminal, [.. formats], all, f => f.Audit, cancellationToken);
        return all.Code;
    }

    private static AuditView ViewOf(OptionalSet file, LiveState live) => AuditView.Of(live, file.Set, file.Dex, file.IdentityIn(live));

    private static AuditAnswer AnswerOf(
        OptionalSet file,
        LiveState live,
        AuditView view,
        ImmutableArray<AuditFinding> findings,
        AuditBaseline baseline,
        ImmutableArray<string> tenants,
        Severity? failOn)
    {
        ImmutableArray<AuditFinding> told = [.. findings.Where(f => tenants.IsEmpty || (f.Tenant is { } tenant && tenants.Contains(tenant)))];
        return new AuditAnswer(
            live.Cluster,
            file.Name,
            [.. told.Where(f => !baseline.Knows(f))],
            [.. told.Where(baseline.Knows)],
            tenants.IsEmpty && view.Unread.IsEmpty ? baseline.ObsoleteIn(findings) : [],
            [.. view.Access.Tenants.Select(t => t.Name).Where(n => tenants.IsEmpty || tenants.Contains(n))],
            view.Unread,
            failOn);
    }

    private static async Task<AuditBaseline> ReadAsync(string? path, Terminal terminal, CancellationToken cancellationToken) => path is null
        ? AuditBaseline.Empty
        : AuditBaseline.Parse(path, [.. await TextFiles.ReadBytesAsync(terminal.FullPath(path), path, Most, cancellationToken)]);
}
