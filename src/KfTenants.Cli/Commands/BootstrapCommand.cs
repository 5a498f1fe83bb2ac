using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Rbac;

namespace KfTenants.Cli.Commands;

/// <summary><c>bootstrap</c>: the least rights that plan and apply need, as manifests for the person who may grant them. Needs no cluster.</summary>
internal static class BootstrapCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that says where Dex is and how it learns of logins; may be repeated. Default: tenants.yaml if it exists, else Kubeflow's names";
        var planOnly = new Option<bool>("--plan-only") { Description = "Only what plan needs." };
        var command = new Verb(
            VerbGroup.SettingUp, "bootstrap", "Print the least RBAC that plan and apply need, as manifests. Needs no cluster.",
            new Example("kftenants bootstrap > kftenants-rbac.yaml", "For the review of the person who may grant rights."),
            new Example("kftenants bootstrap | kubectl apply -f -", "Create the roles."),
            new Example("kftenants bootstrap --plan-only", "For reviewers: what plan needs, no more."))
        {
            { Section.Input, files },
            { Section.Output, planOnly },
        };
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files) ?? [],
            parsed.GetValue(planOnly),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string[] paths, bool planOnly, Terminal terminal, CancellationToken cancellationToken)
    {
        var places = ToolPlaces.Default;
        if (paths.Length > 0 || File.Exists(terminal.FullPath(PlanRequest.DefaultPath)))
        {
            var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken);
            places = ToolPlaces.Of(CheckedInput.SetOf(documents, terminal));
        }

        await terminal.Out.WriteAsync(BootstrapYaml.Of(places, planOnly).AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
