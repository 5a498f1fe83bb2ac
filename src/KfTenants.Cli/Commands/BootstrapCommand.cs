using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Rbac;

namespace KfTenants.Cli.Commands;

/// <summary><c>bootstrap</c>: the least rights that plan and apply need, as manifests for the person who may grant them. Needs no cluster.</summary>
internal static class BootstrapCommand
{
    public static Command Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that says where Dex is and how it learns of logins; may be repeated. Default: tenants.yaml if it exists, else Kubeflow's names";
        var planOnly = new Option<bool>("--plan-only") { Description = "Only what plan needs." };
        var command = new Command("bootstrap", "Print the least RBAC that plan and apply need, as manifests.") { files, planOnly };
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files) ?? [], parsed.GetValue(planOnly), global.Terminal(parsed, terminal), cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(string[] paths, bool planOnly, Terminal terminal, CancellationToken cancellationToken)
    {
        var places = ToolPlaces.Default;
        if (paths.Length > 0 || File.Exists(terminal.FullPath(PlanRequest.DefaultPath)))
        {
            var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken);
            var isValid = PlanPipeline.Read(documents).TryGet(out var set, out var diagnostics);
            DiagnosticText.Of(diagnostics, DocumentFile.LinesOf(documents)).WriteTo(terminal.Error, terminal.ColorsError);
            if (!isValid || set is null)
            {
                return ExitCode.Invalid;
            }

            places = ToolPlaces.Of(set);
        }

        await terminal.Out.WriteAsync(BootstrapYaml.Of(places, planOnly).AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
