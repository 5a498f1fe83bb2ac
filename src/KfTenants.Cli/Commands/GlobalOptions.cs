using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary>The options that every command knows.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "The kubeconfig file; overrides KUBECONFIG and ~/.kube/config.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string?> Context { get; } = new("--context")
    {
        Description = "The kubeconfig context; overrides the current one.",
        HelpName = "NAME",
        Recursive = true,
    };

    public Option<string?> ClusterDir { get; } = new("--cluster-dir")
    {
        Description = "A directory of manifests as a simulated cluster (or KFTENANTS_CLUSTER_DIR).",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Print more details on standard error.", Recursive = true };

    public Option<bool> NoColor { get; } = new("--no-color") { Description = "No colour (or NO_COLOR).", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Kubeconfig);
        root.Options.Add(Context);
        root.Options.Add(ClusterDir);
        root.Options.Add(Verbose);
        root.Options.Add(NoColor);
    }

    /// <summary>The terminal, in colour or not as the command line says.</summary>
    public Terminal Terminal(ParseResult parsed, Terminal terminal) => terminal with { NoColor = parsed.GetValue(NoColor) };

    /// <exception cref="RefusedException">Two options name two clusters.</exception>
    public ClusterChoice Cluster(ParseResult parsed)
    {
        var choice = new ClusterChoice(parsed.GetValue(ClusterDir), parsed.GetValue(Kubeconfig), parsed.GetValue(Context));
        return choice is { Directory: not null } and ({ Kubeconfig: not null } or { Context: not null })
            ? throw new RefusedException(ExitCode.Usage, "--cluster-dir cannot be combined with --kubeconfig or --context")
            : choice;
    }
}

/// <summary>What the command line says about where the cluster is; null where it says nothing.</summary>
internal sealed record ClusterChoice(string? Directory, string? Kubeconfig, string? Context);
