using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Rendering;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>render</c>: the desired objects as manifests, for a reviewer's small diff, Argo CD or Flux. Needs no cluster.</summary>
internal static class RenderCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        var output = CommonOptions.OutDirectory("Write the manifests into this directory: a new or an empty one, or one that render has written.");
        var command = new Verb(
            VerbGroup.SettingUp, "render", "Write the objects that the tenants file asks for as manifests, a file for each tenant. Needs no cluster.",
            new Example("kftenants render --out manifests", "For a review of what a change of the file means, or for Argo CD and Flux."),
            new Example("kftenants render -f tenants.yaml --out manifests", "The same, with the file named."))
        {
            { Section.Input, files },
            { Section.Output, output },
        };
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            PlanRequest.PathsOf(parsed.GetValue(files)), parsed.GetRequiredValue(output), global.Terminal(parsed, terminal), cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        ImmutableArray<string> paths, string directory, Terminal terminal, CancellationToken cancellationToken)
    {
        var set = CheckedInput.SetOf(await DocumentFile.ReadAsync(paths, terminal, cancellationToken), terminal);
        var folder = await OutputFolder.OpenAsync(terminal.FullPath(directory), directory, RenderFiles.Listing, RenderFiles.Version, isPrivate: false, cancellationToken);
        var istio = set.Platform.Istio;
        var identity = ClusterIstio.Read(istio, new LiveState(new ClusterIdentity("", "", IsDirectory: true), []));
        var tenants = RenderedTenant.Of(set, identity);
        if (istio.LeavesToCluster && tenants.Any(t => t.Manifests.Any(m => m["kind"]!.ToString() == ObjectKind.AuthorizationPolicy.Kind)))
        {
            terminal.Warn($"platform.istio does not say how the mesh knows people, and no cluster is asked: the policies have Kubeflow's defaults ({identity.Describe()})");
        }

        foreach (var tenant in tenants.Where(t => t.IsSuspended && set.Platform.Flavor == Flavor.Kubeflow))
        {
            terminal.Warn($"tenant {tenant.Name} is suspended: manifests alone do not take its owner's access away, kftenants apply does");
        }

        foreach (var tombstone in set.Tombstones)
        {
            terminal.Warn($"tenant {tombstone.Name} is absent: it has no file, and nothing that applies these manifests deletes it; kftenants apply does");
        }

        var written = RenderFiles.Of(tenants, LoginFragment.Of(set));
        await folder.WriteAsync(written, RenderFiles.ListingOf(written), cancellationToken);
        new StyledText().Line($"{directory}: {Words.Count(tenants.Length, "tenant")} of set {set.Name} in {Words.Count(written.Count, "file")}")
            .WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
