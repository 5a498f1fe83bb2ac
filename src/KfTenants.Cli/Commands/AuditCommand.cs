using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Audit;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
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
            new Example("kftenants audit -o sarif=audit.sarif", "For code scanning."))
        {
            { Section.Input, files, tenants, baseline },
            { Section.Output, output, failOn, write },
        };
        global.AddClusterTo(command);
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

        // Before the cluster is asked: a file that is wrong is wrong at once.
        var baseline = await ReadAsync(baselinePath, terminal, cancellationToken);
        var known = writePath is not null && File.Exists(terminal.FullPath(writePath)) ? await ReadAsync(writePath, terminal, cancellationToken) : baseline;
        var file = await OptionalSet.FindAsync(paths, terminal, cancellationToken);
        var live = await file.LookAsync(ReadScope.Audit, choice, verbose, terminal, cancellationToken);
        var view = AuditView.Of(live, file.Set, file.Dex, file.IdentityIn(live));
        OptionalSet.RequireTenants(view.Access.Tenants.Select(t => t.Name), tenants, OptionalSet.NoProfile);
        var findings = ClusterAudit.Of(view);
        if (writePath is not null)
        {
            baseline = known.Of(findings, view.Unread.IsEmpty);
            await TextFiles.WriteAsync(terminal.FullPath(writePath), writePath, baseline.ToYaml(), cancellationToken);
        }

        ImmutableArray<AuditFinding> told = [.. findings.Where(f => tenants.IsEmpty || (f.Tenant is { } tenant && tenants.Contains(tenant)))];
        var answer = new AuditAnswer(
            live.Cluster,
            file.Name,
            [.. told.Where(f => !baseline.Knows(f))],
            [.. told.Where(baseline.Knows)],
            tenants.IsEmpty && view.Unread.IsEmpty ? baseline.ObsoleteIn(findings) : [],
            [.. view.Access.Tenants.Select(t => t.Name).Where(n => tenants.IsEmpty || tenants.Contains(n))],
            view.Unread,
            failOn);
        await Answer.WriteAsync(terminal, [.. targets], f => f.Audit, answer, cancellationToken);
        return answer.Code;
    }

    private static async Task<AuditBaseline> ReadAsync(string? path, Terminal terminal, CancellationToken cancellationToken) => path is null
        ? AuditBaseline.Empty
        : AuditBaseline.Parse(path, [.. await TextFiles.ReadBytesAsync(terminal.FullPath(path), path, Most, cancellationToken)]);
}
