using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace KfTenants.Cli.Commands;

/// <summary>The options that every command knows, and those of every command that uses a cluster.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig file; overrides KUBECONFIG and ~/.kube/config.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _context = new("--context")
    {
        Description = "The kubeconfig context; overrides the current one.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _clusterDir = new("--cluster-dir")
    {
        Description = "A directory of manifests as a simulated cluster (or KFTENANTS_CLUSTER_DIR).",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _cluster = Named("The cluster of the tenants file's clusters, by its name.", "NAME");

    private readonly Option<string[]> _clusters = Named("The clusters of the tenants file's clusters, by their names, or all: one answer, with a part for each.", "NAME[,NAME]");

    private readonly SecretOptions _secrets = new(
        "What the environment variables must begin with that clusters of the tenants file name.", "The directory of the files that clusters of the tenants file name.");

    private readonly Option<TimeSpan?> _requestTimeout = CommonOptions.Duration("--request-timeout",
        "How long one request to the API server may take, for example 30s or 2m, before it is given up and, where that is safe, repeated. " +
        "Default: 0, which is 30s for the first answer of a server and 65s for every other");

    private readonly Terminal _terminal;

    public GlobalOptions(Terminal terminal)
    {
        _terminal = terminal;
        foreach (var named in (Option<string[]>[])[_cluster, _clusters])
        {
            // The files are another option of the same command.
            named.CompletionSources.Add(context => Suggestions.Clusters(
                context.ParseResult.CommandResult.Command.Options.FirstOrDefault(o => o.Name == "--file") is Option<string[]> files ? context.ParseResult.GetValue(files) : null,
                terminal));
        }

        _context.CompletionSources.Add(context => Suggestions.Contexts(context.ParseResult.GetValue(_kubeconfig), terminal));
    }

    public Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Tell every object and every value whole, and more details on standard error.",
        Recursive = true,
    };

    public Option<bool> NoColor { get; } = new("--no-color") { Description = "No colour (or NO_COLOR); FORCE_COLOR is for colour without a terminal.", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(Verbose);
        root.Options.Add(NoColor);

        // The library's own also answers to -? and /h.
        root.Options.Add(new HelpOption("--help", "-h") { Description = "Print this help.", Action = new HelpAction(_terminal), Recursive = true });
        var version = root.Options.OfType<VersionOption>().Single();
        version.Action = new VersionAction(_terminal);
        version.Description = "Print which kftenants this is.";
        root.Options.Remove(version);
        root.Options.Add(version);
    }

    /// <summary>For a command that calls <see cref="Cluster"/>.</summary>
    /// <param name="named">Which clusters of the file it takes.</param>
    public void AddClusterTo(Verb command, NamedClusters named = NamedClusters.One)
    {
        if (named != NamedClusters.None)
        {
            command.Add(Section.Cluster, named == NamedClusters.One ? _cluster : _clusters);
        }

        command.Add(Section.Cluster, _kubeconfig, _context, _clusterDir, _requestTimeout);
        if (named != NamedClusters.None && !SecretOptions.Has(command))
        {
            _secrets.AddTo(command, Section.Cluster);
        }
    }

    /// <summary>What says how clusters of the file are asked, for a command that names them in its own way.</summary>
    public void AddAskingTo(Verb command)
    {
        command.Add(Section.Cluster, _requestTimeout);
        _secrets.AddTo(command, Section.Cluster);
    }

    /// <summary><c>--cluster</c> alone, for a command that asks no cluster.</summary>
    public void AddNamesTo(Verb command) => command.Add(Section.Cluster, _clusters);

    /// <summary>The same while the line is checked.</summary>
    public ImmutableArray<string> ClusterNames(CommandResult result) => [.. result.GetValue(_cluster) ?? [], .. result.GetValue(_clusters) ?? []];

    /// <summary>The names of <c>--cluster</c>, as they were written; empty when it is not given.</summary>
    public ImmutableArray<string> ClusterNames(ParseResult parsed) => [.. parsed.GetValue(_cluster) ?? [], .. parsed.GetValue(_clusters) ?? []];

    /// <summary>The terminal, in colour or not as the command line says.</summary>
    public Terminal Terminal(ParseResult parsed, Terminal terminal) => terminal with { NoColor = parsed.GetValue(NoColor) };

    /// <exception cref="RefusedException">Two options name two clusters.</exception>
    public ClusterChoice Cluster(ParseResult parsed)
    {
        var choice = new ClusterChoice(parsed.GetValue(_clusterDir), parsed.GetValue(_kubeconfig), parsed.GetValue(_context), parsed.GetValue(_requestTimeout))
        {
            Names = ClusterNames(parsed),
            Places = _secrets.Of(parsed, _terminal),
        };
        if (choice is { Names: not [], IsSaid: true })
        {
            throw new RefusedException(ExitCode.Usage, "--cluster cannot be combined with --kubeconfig, --context or --cluster-dir: the file says where its clusters are");
        }

        return choice is { Directory: not null } and ({ Kubeconfig: not null } or { Context: not null } or { RequestTimeout: not null })
            ? throw new RefusedException(ExitCode.Usage, "--cluster-dir cannot be combined with --kubeconfig, --context or --request-timeout")
            : choice;
    }

    private static Option<string[]> Named(string description, string value) => new("--cluster")
    {
        Description = description,
        HelpName = value,
        CustomParser = result =>
        {
            string[] names = [.. result.Tokens.SelectMany(t => t.Value.Split(','))];
            if (names.Contains(""))
            {
                result.AddError("--cluster: a name is empty; write NAME, NAME,NAME or all.");
            }

            return names;
        },
    };
}
