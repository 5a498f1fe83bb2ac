using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Importing;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Reading;
using KfTenants.Logins;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// <c>import</c>: a tenants file from what exists, in a cluster or in the file of another system. The file is the answer; what a person must know of it is told on
/// standard error and stands in its comments.
/// </summary>
internal static class ImportCommand
{
    private const string FromCluster = "cluster";

    private static readonly ImmutableArray<ForeignFormat> Formats =
    [
        new("pmr", "the profiles of github-profiles-automator", PmrImport.Read),
        new("deploykf", "the values of deployKF", DeployKfImport.Read),
        new("csv", "the table", CsvImport.Read),
        new("ldif", "the entries", LdifImport.Read),
        new("ood-hookenv", "the variables of Open OnDemand's hook", OodImport.ReadHook),
        new("ood-cluster", "the cluster of Open OnDemand", OodImport.ReadCluster),
    ];

    private sealed record ForeignFormat(string Name, string What, Func<string, byte[], ParseResult<ImportedSet>> Read);

    private sealed record Request(string? File, string From, string? Out, ImportOptions Options, ClusterChoice Cluster, bool Verbose);

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The other system's file, or - for standard input; for --from " + NameList.Or([.. Formats.Select(f => f.Name)]),
            Arity = ArgumentArity.ZeroOrOne,
        };
        var from = new Option<string>("--from")
        {
            Description = "Where the tenants are: cluster; pmr (github-profiles-automator); deploykf (its values); csv (tenant,user,role[,until]); " +
                "ldif (what ldapsearch prints); " +
                "ood-hookenv and ood-cluster (hook.env and a file of clusters.d of Open OnDemand, which have no tenants). Default: cluster",
            HelpName = "WHAT",
            DefaultValueFactory = _ => FromCluster,
        };
        from.AcceptOnlyFromAmong([FromCluster, .. Formats.Select(f => f.Name)]);
        var name = new Option<string?>("--name")
        {
            Description = $"The name of the set. Default: the one that this cluster knows, else {ImportOptions.DefaultName}",
            HelpName = "NAME",
        };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !ImportOptions.IsName(token.Value))
            {
                result.AddError($"--name {token.Value}: a set's name has {ImportOptions.NameRule}.");
            }
        });
        var flavor = new Option<string>("--flavor")
        {
            Description = "What the cluster makes tenants from: kubeflow (Profiles) or kubernetes (namespaces alone). Default: kubeflow",
            HelpName = "FLAVOR",
            DefaultValueFactory = _ => "kubeflow",
        };
        flavor.AcceptOnlyFromAmong("kubeflow", "kubernetes");
        var tenants = new Option<string[]>("--tenant") { Description = "Only this tenant; may be repeated.", HelpName = "TENANT" };
        var groups = new Option<bool>("--groups") { Description = "Write people who stand together in several places as a group." };
        var tiers = new Option<bool>("--tiers") { Description = "Write a quota and limit range that several tenants have as a tier." };
        var save = new Option<string?>("--out") { Description = "Write the file instead of standard output; what is there is never overwritten.", HelpName = "FILE" };
        var command = new Verb(
            VerbGroup.SettingUp, "import", "Write a tenants file from what exists: a live cluster, or another system's file.",
            new Example("kftenants import --out tenants.yaml", "Begin with what the cluster has; then kftenants plan --adopt shows what would change."),
            new Example("kftenants import --groups --tiers > tenants.yaml", "The same, with repeated people and limits written once."),
            new Example("kftenants import --from csv access.csv", "From a table of who has what."))
        {
            file,
            { Section.Input, from, flavor, name, tenants },
            { Section.Output, groups, tiers, save },
        };
        global.AddClusterTo(command, NamedClusters.None);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            new Request(
                parsed.GetValue(file),
                parsed.GetRequiredValue(from),
                parsed.GetValue(save),
                new ImportOptions(
                    parsed.GetValue(name),
                    parsed.GetValue(tenants) is { Length: > 0 } some ? [.. some.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
                    parsed.GetValue(groups),
                    parsed.GetValue(tiers),
                    terminal.Time.GetUtcNow())
                {
                    Flavor = parsed.GetRequiredValue(flavor) == "kubernetes" ? Flavor.Kubernetes : Flavor.Kubeflow,
                },
                global.Cluster(parsed),
                parsed.GetValue(global.Verbose)),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Request request, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.Out is { } target && Path.Exists(terminal.FullPath(target)))
        {
            throw new KfTenantsException($"{target}: is there already, and is left as it is; name another file");
        }

        var result = Formats.FirstOrDefault(f => f.Name == request.From) is { } format
            ? await FromFileAsync(request, format, terminal, cancellationToken)
            : await FromClusterAsync(request, terminal, cancellationToken);
        Tell(result, terminal);
        if (request.Out is null)
        {
            new RawText(result.Text).WriteTo(terminal.Out, terminal.ColorsOutput);
        }
        else
        {
            await TextFiles.CreateAsync(terminal.FullPath(request.Out), request.Out, result.Text, isPrivate: true, cancellationToken);
            var next = PasteText.Command(request.Out == PlanRequest.DefaultPath ? ["kftenants", "plan", "--adopt"] : ["kftenants", "plan", "--adopt", "-f", request.Out]);
            new StyledText().Line($"{request.Out}: written; read its comments, then run {next}").WriteTo(terminal.Out, terminal.ColorsOutput);
        }

        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private static async Task<ImportResult> FromFileAsync(Request request, ForeignFormat format, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.File is not { } file)
        {
            throw new RefusedException(ExitCode.Usage, $"import --from {format.Name} reads a file: name it, or write - for standard input");
        }

        if (request.Cluster is not (null, null, null, null))
        {
            throw new RefusedException(ExitCode.Usage, $"import --from {format.Name} asks no cluster: leave the options out that name one");
        }

        var documents = await DocumentFile.ReadAsync([file], terminal, cancellationToken);
        if (documents is not [var document])
        {
            throw new RefusedException(ExitCode.Usage, $"{file}: import reads one file");
        }

        var lines = DocumentFile.LinesOf(documents);
        if (!format.Read(document.Name, ImmutableCollectionsMarshal.AsArray(document.Bytes) ?? []).TryGet(out var set, out var diagnostics))
        {
            throw new InvalidDocumentException(diagnostics, lines);
        }

        DiagnosticText.Of(diagnostics, lines).WriteTo(terminal.Error, terminal.ColorsError);
        OptionalSet.RequireTenants(set.Tenants.Select(t => t.Name), request.Options.Scope ?? [], $"{document.Name} has no such tenant");
        return Import.FromFile(set, request.Options, $"{format.What} in {document.Name}");
    }

    private static async Task<ImportResult> FromClusterAsync(Request request, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.File is { } file)
        {
            throw new RefusedException(ExitCode.Usage, $"import reads the cluster; to read {file}, say what it is with --from {NameList.Or([.. Formats.Select(f => f.Name)])}");
        }

        var cluster = await Clusters.OpenAsync(request.Cluster, request.Verbose, terminal, withheld: [], cancellationToken);
        using var connection = cluster as IDisposable;
        var usual = DexPlatform.Kubeflow;
        var live = await ReadAsync(cluster, request.Options.Flavor, usual, request.Options.Name, cancellationToken);

        // What a set keeps about itself may be read by name alone; where Dex is, a set that was applied here knows.
        var name = ClusterImport.NameOf(live, request.Options.Name);
        if (request.Options.Name is null && KnownSets.In(live).Contains(name) && live.Find(Ownership.ParentOf(name)) is null)
        {
            live = await ReadAsync(cluster, request.Options.Flavor, usual, name, cancellationToken);
        }

        var dex = ClusterImport.DexOf(live, name);
        var isElsewhere = LoginResolver.ConfigMapOf(dex) != LoginResolver.ConfigMapOf(usual) || LoginResolver.DeploymentOf(dex) != LoginResolver.DeploymentOf(usual);
        if (isElsewhere && request.Options.Flavor == Flavor.Kubeflow)
        {
            live = await ReadAsync(cluster, request.Options.Flavor, dex, name, cancellationToken);
        }

        var known = live.Of(request.Options.Flavor == Flavor.Kubeflow ? ObjectKind.Profile : ObjectKind.Namespace);
        OptionalSet.RequireTenants(known.Select(p => p.Key.Name), request.Options.Scope ?? [], OptionalSet.NoProfile);
        return Import.FromCluster(live, request.Options, cluster.IsDirectory ? ClusterText.Of(live.Cluster) : $"the cluster at {cluster.Address}");
    }

    private static async Task<LiveState> ReadAsync(IClusterReader cluster, Flavor flavor, DexPlatform dex, string? name, CancellationToken cancellationToken)
    {
        var live = await LiveStateReader.ReadAsync(cluster, ReadScope.Everything(dex, name, flavor) with { ReadsHeld = true }, cancellationToken);
        return await BoundRoleReading.AddAsync(cluster, live, cancellationToken);
    }

    private static void Tell(ImportResult result, Terminal terminal)
    {
        var text = new StyledText();
        foreach (var finding in result.Findings)
        {
            text.Add(Tone.Change, "finding: ").Line(finding.Tenant is { } tenant ? $"{tenant}: {finding.Text}" : finding.Text);
        }

        var problems = result.Tenants == 0 ? [] : result.Problems;
        foreach (var problem in problems)
        {
            text.Add(Tone.Bad, "error: ").Line($"the file that was written is invalid, which is a defect of kftenants: {problem}");
        }

        text.Line($"Imported {Words.Count(result.Tenants, "tenant")} and {Words.Count(result.Users, "user")}; {Words.Count(result.Findings.Length, "finding")}" +
            (result.Findings.IsEmpty ? "." : ", each of which is a comment in the file, too."));
        text.WriteTo(terminal.Error, terminal.ColorsError);
    }
}
