using System.CommandLine;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;

namespace KfTenants.Cli.Commands;

/// <summary><c>touch</c>: writes that a tenant is used now. Two requests, so that a hook can run it while a person waits.</summary>
internal static class TouchCommand
{
    /// <summary>Who signs in to Open OnDemand, as its hooks are told.</summary>
    public const string UserVariable = "ONDEMAND_USERNAME";

    /// <summary>What the names of their namespaces begin with, as in Open OnDemand's hook.env.</summary>
    public const string PrefixVariable = "NAMESPACE_PREFIX";

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "A tenants file, which must have the tenant; may be repeated. Default: none, and any namespace that is not the platform's is taken";
        var tenant = new Argument<string?>("TENANT")
        {
            Description = $"The tenant. Default: the user in {UserVariable}, behind {PrefixVariable}, as Open OnDemand's hooks have them",
            Arity = ArgumentArity.ZeroOrOne,
        };
        tenant.CompletionSources.Add(context => Suggestions.Tenants(context.ParseResult.GetValue(files), terminal));
        var command = new Verb(
            VerbGroup.Everyday, "touch", $"Write that a tenant is used now, into {LastUse.Annotation} of its namespace: what reap tenants goes by.",
            new Example("kftenants touch user-ana", "Someone has come."),
            new Example("kftenants touch --kubeconfig /etc/kftenants/kubeconfig", $"In the pre-PUN hook of Open OnDemand, which sets {UserVariable}."))
        {
            tenant,
            { Section.Input, files },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(tenant),
            parsed.GetValue(files) ?? [],
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string? tenant, string[] paths, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        var name = tenant ?? OfEnvironment(terminal);
        var set = paths.Length == 0 ? null : await OptionalSet.ReadAsync(paths, terminal, cancellationToken);
        (set, choice) = ClusterTargets.One(set, choice, terminal);
        if (set is not null && !set.Tenants.Any(t => t.Name == name))
        {
            throw new RefusedException(ExitCode.Usage, $"{name}: the file has no such tenant");
        }

        ReservedNamespaces.Refuse(name, set);
        var cluster = await Clusters.OpenAsync(choice, verbose, terminal, set?.SecretVariables ?? [], cancellationToken);
        using var connection = cluster as IDisposable;
        Clusters.RefuseSnapshot(cluster, "nothing can be written into it");
        var now = terminal.Time.GetUtcNow();
        await LastUseWriter.WriteAsync(cluster, name, now, cancellationToken);
        await terminal.Out.WriteLineAsync($"{name}: used at {Times.Seconds(now)}".AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }

    // As ood_core makes a namespace of a user's name (adapters/kubernetes/batch.rb).
    private static string OfEnvironment(Terminal terminal) => terminal.Environment.GetValueOrDefault(UserVariable) is { Length: > 0 } user
        ? terminal.Environment.GetValueOrDefault(PrefixVariable) + user.Replace('.', '-').Replace('@', '-')
        : throw new RefusedException(ExitCode.Usage, $"touch: name the tenant, or set {UserVariable}");
}
