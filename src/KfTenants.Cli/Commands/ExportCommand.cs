using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>export</c>: settings of other programs that the tenants file knows best. Needs no cluster.</summary>
internal static class ExportCommand
{
    private const string HelmValues = "helm-values";
    private const string AuditPolicy = "audit-policy";
    private const string Cron = "cron";

    private sealed record Request(
        string What, string? Chart, string[] Paths, ImmutableArray<string> Tenants, string? Spaces, string? Objects, string? Prometheus, string? Image);

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var what = new Argument<string>("WHAT")
        {
            Description = $"{HelmValues}: of a chart. {AuditPolicy}: rules for the audit log of the API server. {Cron}: what should run by the clock.",
        };
        what.AcceptOnlyFromAmong(HelmValues, AuditPolicy, Cron);
        var chart = new Argument<string?>("CHART") { Description = $"With {HelmValues}: {NameList.Or(ExportedValues.Charts)}.", Arity = ArgumentArity.ZeroOrOne };
        chart.CompletionSources.Add(_ => ExportedValues.Charts);
        var files = CommonOptions.Files();
        var tenants = CommonOptions.Tenants(files, terminal);
        var spaces = Label("--namespace-label", "job-pod-reaper: the label of the tenants' namespaces, instead of their names.");
        var objects = Label("--object-label", "job-pod-reaper: only objects with this label.");
        var prometheus = ReapCommand.Prometheus();
        prometheus.Description = "The Prometheus of k8-namespace-reaper, and of reap tenants in cron.";
        var image = new Option<string?>("--image") { Description = "cron: CronJobs with this image of kftenants, instead of lines of a crontab.", HelpName = "IMAGE" };
        var command = new Verb(
            VerbGroup.SettingUp, "export", "Print settings of other programs from the tenants file: Helm values, an audit policy, cron jobs.",
            new Example("kftenants export helm-values job-pod-reaper", "Its values, at the level at which the chart reads them."),
            new Example("kftenants export audit-policy > audit-policy.yaml", "Who changed access, and who used a tenant's credentials?"),
            new Example("kftenants export cron", "Lines for a crontab: drift and reapers."))
        {
            what,
            chart,
            { Section.Input, files, tenants },
            { Section.Output, spaces, objects, prometheus, image },
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new Request(
                parsed.GetRequiredValue(what),
                parsed.GetValue(chart),
                parsed.GetValue(files) ?? [],
                [.. (parsed.GetValue(tenants) ?? []).Distinct(StringComparer.Ordinal)],
                parsed.GetValue(spaces),
                parsed.GetValue(objects),
                parsed.GetValue(prometheus)?.ToString().TrimEnd('/'),
                parsed.GetValue(image));
            return (await RunAsync(request, global.Terminal(parsed, terminal), cancellationToken)).Number;
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Request request, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.What == HelmValues && !ExportedValues.Charts.Contains(request.Chart ?? ""))
        {
            throw new RefusedException(ExitCode.Usage, $"export {HelmValues}: name the chart: {NameList.Or(ExportedValues.Charts)}");
        }

        if (request.What != HelmValues && request.Chart is { } surplus)
        {
            throw new RefusedException(ExitCode.Usage, $"export {request.What} takes no word {surplus}");
        }

        var set = await OptionalSet.ReadAsync(request.Paths, terminal, cancellationToken);
        CheckedInput.RequireTenants([.. set.Tenants.Select(t => t.Name)], request.Tenants);
        if (!request.Tenants.IsEmpty)
        {
            set = set with { Tenants = [.. set.Tenants.Where(t => request.Tenants.Contains(t.Name))] };
        }

        Of(request, set).WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private static RawText Of(Request request, TenantSet set) => (request.What, request.Chart) switch
    {
        (AuditPolicy, _) => ExportedAuditPolicy.Of(set),
        (Cron, _) => request.Image is { } image
            ? ExportedCron.CronJobs(set, image, request.Prometheus)
            : ExportedCron.Lines(set, PlanRequest.PathsOf(request.Paths), request.Prometheus),
        (_, ExportedValues.PodReaper) => ExportedValues.OfPodReaper(set.Name, set.Tenants, request.Spaces, request.Objects),
        (_, ExportedValues.NamespaceReaper) when set.Platform.Flavor == Flavor.Kubeflow => throw new RefusedException(
            ExitCode.Guarded,
            "k8-namespace-reaper deletes namespaces. Of a Profile that destroys the data, and profile-controller makes an empty one at once: it must never see them. " +
            "kftenants reap tenants is for Kubeflow"),
        (_, ExportedValues.NamespaceReaper) => ExportedValues.OfNamespaceReaper(
            set.Name,
            set.Tenants,
            request.Prometheus ?? throw new RefusedException(ExitCode.Usage, "k8-namespace-reaper needs --prometheus: without it, it would take everyone for idle")),
        _ => ExportedValues.OfLdap(set.Name, set.Platform.NamespacePrefix),
    };

    private static Option<string?> Label(string name, string description) => CommonOptions.One(
        name, "KEY=VALUE", description, text => LabelSelector.Parse(text) is { Terms: [_] } ? text : null, text => $"{name} {text}: write KEY=VALUE.");
}
