using System.CommandLine;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary><c>validate</c>: the line as far as it needs no cluster.</summary>
internal static class ValidateCommand
{
    public static Command Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        var output = CommonOptions.Output(OutputTarget.Formats);
        var command = new Command("validate", "Check the tenants file: syntax, schema, rules. Needs no cluster.") { files, output };
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files) ?? [], parsed.GetValue(output) ?? [], global.Terminal(parsed, terminal), cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(string[] paths, OutputTarget[] targets, Terminal terminal, CancellationToken cancellationToken)
    {
        var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken);
        var read = PlanPipeline.Read(documents);
        var code = read.TryGet(out var set, out var diagnostics) ? ExitCode.Ok : ExitCode.Invalid;
        DiagnosticText.Of(diagnostics).WriteTo(terminal.Error, terminal.ColorsError);

        var names = string.Join(", ", documents.Select(d => d.Name));
        var answer = set is null
            ? new StyledText().Add(names).Add(": ").Add(Tone.Bad, "invalid").Line($", {DiagnosticText.Count(diagnostics)}")
            : new StyledText().Add(names).Add(": ").Add(Tone.Good, "valid").Line($", set {set.Name} with {Words.Count(set.Tenants.Length, "tenant")} and {Words.Count(set.Users.Length, "user")}");
        await Answer.WriteAsync(terminal, [.. targets], () => answer, () => DiagnosticJson.Of(diagnostics, code), cancellationToken);
        return code;
    }
}
