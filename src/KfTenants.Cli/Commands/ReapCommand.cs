using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Plans;
using KfTenants.Reaping;

namespace KfTenants.Cli.Commands;

/// <summary><c>reap tenants|pods</c>: what no one uses any more, and what has outlived its time. Nothing is written without <c>--write</c> or <c>--apply</c>.</summary>
internal static class ReapCommand
{
    public const string Tenants = "tenants";
    public const string Pods = "pods";

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var what = new Argument<string>("WHAT")
        {
            Description = "tenants: whom no one uses, and who has been suspended for long, by retention of the file. pods: those that have outlived their annotation " +
                $"{PodPolicyMarks.LifetimeAnnotation}, with what belongs to their jobs.",
        };
        what.AcceptOnlyFromAmong(Tenants, Pods);
        var files = CommonOptions.Files();
        var scope = CommonOptions.Tenants(files, terminal);
        var most = Most();
        var output = CommonOptions.Output(OutputFormats.With(f => f.Idle));
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when there is something to do." };
        var prometheus = Prometheus();
        var allowEmpty = new Option<bool>("--allow-empty-activity") { Description = "Accept that Prometheus knows of no container at all, which else refuses." };
        var write = new Option<bool>("--write") { Description = "Make the edits in the tenants file: state and suspendedSince of these tenants, and nothing else." };
        var spaces = Repeated<string>("--in", "NAME", "Look in this namespace instead of the tenants of the file; may be repeated.", text => (text, null));
        var selectors = Selectors("--namespace-label", "Look in the namespaces that have this label instead; may be repeated, and any of them is enough.");
        var objects = Selectors("--object-label", "Only pods, services, configmaps and secrets with this label; may be repeated, and any of them is enough.");
        var job = new Option<string>("--job-label")
        {
            Description = $"The label that names a pod's job; none: pods need none, and nothing goes with them. Default: {PodReapRules.UsualJobLabel}",
            HelpName = "KEY",
            DefaultValueFactory = _ => PodReapRules.UsualJobLabel,
        };
        var apply = new Option<bool>("--apply") { Description = "Delete them." };
        var command = new Verb(
            VerbGroup.Everyday, "reap", "Find tenants that no one uses, and pods that have outlived their time.",
            new Example("kftenants reap tenants --prometheus http://prometheus.monitoring:9090", "Who should be suspended or deleted, and why."),
            new Example("kftenants reap tenants --write --max 5", "Make these edits in the file, five at most; review and apply follow."),
            new Example("kftenants reap pods", "Which pods of the tenants have outlived their lifetime?"),
            new Example("kftenants reap pods --apply --max 30", "Delete them, thirty jobs at most."))
        {
            what,
            { Section.Input, files, scope },
            { Section.OfReapTenants, prometheus, allowEmpty, write },
            { Section.OfReapPods, spaces, selectors, objects, job, apply },
            { Section.Guards, most },
            { Section.Output, output, detailed },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var isTenants = parsed.GetRequiredValue(what) == Tenants;
            Refuse(parsed, isTenants ? Tenants : Pods, isTenants ? [spaces, selectors, objects, job, apply] : [prometheus, allowEmpty, write]);
            var request = new ReapRequest(
                parsed.GetValue(files) ?? [],
                [.. (parsed.GetValue(scope) ?? []).Distinct(StringComparer.Ordinal)],
                parsed.GetValue(most),
                [.. parsed.GetValue(output) ?? []],
                parsed.GetValue(detailed),
                global.Cluster(parsed),
                parsed.GetValue(global.Verbose));
            var talk = global.Terminal(parsed, terminal);
            if (isTenants)
            {
                return (await TenantReap.RunAsync(
                    request, parsed.GetValue(prometheus), parsed.GetValue(allowEmpty), parsed.GetValue(write), talk, cancellationToken)).Number;
            }

            var label = parsed.GetRequiredValue(job);
            return (await PodReap.RunAsync(
                request,
                [.. parsed.GetValue(spaces) ?? []],
                [.. parsed.GetValue(selectors) ?? []],
                new PodReapRules(label == "none" ? null : label, [.. parsed.GetValue(objects) ?? []]),
                parsed.GetValue(apply),
                talk,
                cancellationToken)).Number;
        });
        return command;
    }

    // An option that has no effect is a mistake.
    private static void Refuse(ParseResult parsed, string what, IEnumerable<Option> others)
    {
        if (others.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } other)
        {
            throw new RefusedException(ExitCode.Usage, $"{other.Name} is not of reap {what}, but of reap {(what == Tenants ? Pods : Tenants)}");
        }
    }

    private static Option<int?> Most() => CommonOptions.One<int?>(
        "--max", "N", "How many tenants or jobs at most, the longest overdue first; the others are held back.",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, text => $"--max {text}: write a number.");

    /// <summary>Where Prometheus is.</summary>
    public static Option<Uri?> Prometheus() => CommonOptions.One(
        "--prometheus", "URL", "Ask this Prometheus what ran in the tenants' namespaces, by the metrics of kube-state-metrics.", PrometheusReader.Address,

        // What was written may hold a password.
        _ => "--prometheus: write an address as http://prometheus.monitoring:9090, without a user, a password or a query.");

    private static Option<LabelSelector[]> Selectors(string name, string description) => Repeated(
        name, "KEY=VALUE", description, text => (LabelSelector.Parse(text), $"{name} {text}: write KEY=VALUE, or several with a comma between, which must all hold."));

    private static Option<T[]> Repeated<T>(string name, string value, string description, Func<string, (T?, string?)> read)
        where T : class => new(name)
        {
            Description = description,
            HelpName = value,
            CustomParser = result => CommonOptions.Parse(result, read),
        };
}

/// <summary>What both ways of <c>reap</c> are told.</summary>
/// <param name="Tenants">Only these; empty for all.</param>
/// <param name="Most">Null for all.</param>
internal sealed record ReapRequest(
    string[] Paths, ImmutableArray<string> Tenants, int? Most, ImmutableArray<OutputTarget> Targets, bool IsDetailed, ClusterChoice Cluster, bool Verbose)
{
    public bool Includes(string tenant) => Tenants.IsEmpty || Tenants.Contains(tenant);
}
