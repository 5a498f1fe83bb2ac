using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Doctor;
using KfTenants.Flavors;
using KfTenants.Kubernetes.Doctor;

namespace KfTenants.Cli.Commands;

/// <summary><c>doctor</c>: why something does not work, from the way to the API server to the pods of a tenant. Read-only.</summary>
internal static class DoctorCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that says what is meant; may be repeated. Default: tenants.yaml if it exists, else the cluster alone";
        var tenants = CommonOptions.Tenants(files, terminal);
        tenants.Description = "Only this tenant, with rights in its namespace alone where there are no others; may be repeated.";
        var user = new Option<string?>("--user")
        {
            Description = "Why can this person, by e-mail, not open their notebook? Names the first break on their way.",
            HelpName = "EMAIL",
        };
        var judge = new Option<string?>("--judge")
        {
            Description = "Judge a kubeconfig that is handed out, instead of the cluster: what it holds, what it may do, when it ends. --context chooses in it.",
            HelpName = "KUBECONFIG",
        };
        var failOn = CommonOptions.FailOn(
            "End with 4 when there is a finding of this severity or a worse one: error, warning or info; a way of --user that ends is as bad as an error. Default: error");
        var output = CommonOptions.Output(OutputFormats.With(f => f.Doctor));
        var command = new Verb(
            VerbGroup.LookingBack, "doctor", "Find out why something does not work, and what to do: connection, identity, rights, Kubeflow, Dex, tenants, pods. Writes nothing.",
            new Example("kftenants doctor", "Is all well? What comes first?"),
            new Example("kftenants doctor --tenant team-vision", "One tenant: what does not run in it, and why?"),
            new Example("kftenants doctor --user ana@example.com", "Why can ana not open her notebook?"),
            new Example("kftenants doctor --judge ana.kubeconfig", "Before a kubeconfig is handed out, or when one does not work."),
            new Example("kftenants doctor -o html=doctor.html --fail-on warning", "For a ticket; end with 4 for warnings, too."))
        {
            { Section.Input, files, tenants, user, judge },
            { Section.Output, output, failOn },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new DoctorRequest(
                parsed.GetValue(files) ?? [],
                [.. (parsed.GetValue(tenants) ?? []).Distinct(StringComparer.Ordinal)],
                parsed.GetValue(user),
                parsed.GetValue(failOn) ?? Severity.Error,
                [.. parsed.GetValue(output) ?? []],
                global.Cluster(parsed),
                parsed.GetValue(global.Verbose));
            var talk = global.Terminal(parsed, terminal);
            return (parsed.GetValue(judge) is { } file
                ? await JudgeAsync(request, file, talk, cancellationToken)
                : await LookAsync(request, talk, cancellationToken)).Number;
        });
        return command;
    }

    private static async Task<ExitCode> LookAsync(DoctorRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var (file, choice) = (await OptionalSet.FindAsync(request.Paths, terminal, cancellationToken)).For(request.Cluster, terminal);
        request = request with { Cluster = choice };
        var facts = await FindAsync(request, file, terminal, cancellationToken);
        // Who may not see the tenants of a cluster may still ask about their own.
        if (facts.View is { } view && facts.WhyUnread(TenantRoot.Of(facts.Flavor).Kind) is null)
        {
            var known = view.Access.Tenants.Select(t => t.Name).Concat(facts.Set?.Tenants.Select(t => t.Name) ?? []).Distinct(StringComparer.Ordinal);
            OptionalSet.RequireTenants(known, request.Tenants, OptionalSet.NoProfile);
        }

        var cluster = facts.Live is { } live ? live.Cluster with { Name = file.Set?.Cluster } : null;
        var where = cluster is not null ? ClusterText.Of(cluster) : facts.Server?.Server ?? "no cluster";
        return await AnswerAsync(request, facts, new DoctorAnswer(
            cluster, where, file.Name, null, facts.Spaces, ClusterDoctor.Of(facts, request.User), request.FailOn), terminal, cancellationToken);
    }

    private static async Task<DoctorFacts> FindAsync(DoctorRequest request, OptionalSet file, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Clusters.DirectoryOf(request.Cluster, terminal) is null)
        {
            var connection = Clusters.RequestOf(request.Cluster, file.SecretVariables, terminal);
            return await Finder(request, terminal).OfClusterAsync(connection, file.Set, request.Tenants, cancellationToken);
        }

        var cluster = await Clusters.OpenAsync(request.Cluster, request.Verbose, terminal, file.SecretVariables, cancellationToken);
        return await FactFinder.OfDirectoryAsync(cluster, file.Set, request.Tenants, terminal.Time.GetUtcNow(), cancellationToken);
    }

    private static async Task<ExitCode> JudgeAsync(DoctorRequest request, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.Paths.Length > 0 || !request.Tenants.IsEmpty || request.User is not null || request.Cluster is not { Directory: null, Kubeconfig: null, Names: [] })
        {
            throw new RefusedException(
                ExitCode.Usage,
                "--judge looks at one kubeconfig and nothing else: leave --file, --tenant, --user, --cluster, --kubeconfig and --cluster-dir out; --context chooses in it");
        }

        var facts = await Finder(request, terminal).OfFileAsync(Clusters.Request(path, request.Cluster.Context, terminal), path, cancellationToken);
        return await AnswerAsync(request, facts, new DoctorAnswer(
            null, facts.Server?.Server ?? "no cluster", null, path, [], ClusterDoctor.Of(facts, person: null), request.FailOn), terminal, cancellationToken);
    }

    private static FactFinder Finder(DoctorRequest request, Terminal terminal) =>
        new(Clusters.Options(request.Cluster, request.Verbose, terminal), request.Cluster.RequestTimeout is { } limit && limit > TimeSpan.Zero ? limit : FactFinder.Patience);

    private static async Task<ExitCode> AnswerAsync(DoctorRequest request, DoctorFacts facts, DoctorAnswer answer, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.User is { } user && facts.View is null)
        {
            terminal.Note($"the way of {user} begins behind what is told here: the cluster could not be read");
        }

        await Answer.WriteAsync(terminal, request.Targets, f => f.Doctor, answer, cancellationToken);
        return answer.Code;
    }
}

/// <summary>What <c>doctor</c> is asked.</summary>
/// <param name="Tenants">Only these; empty for all.</param>
internal sealed record DoctorRequest(
    string[] Paths, ImmutableArray<string> Tenants, string? User, Severity FailOn, ImmutableArray<OutputTarget> Targets, ClusterChoice Cluster, bool Verbose);
