using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>validate</c>: the line as far as it needs no cluster.</summary>
internal static class ValidateCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        var output = CommonOptions.Output(OutputFormats.With(f => f.Validation));
        var command = new Verb(
            VerbGroup.Everyday, "validate", "Check the tenants file: syntax, schema, rules. Needs no cluster.",
            new Example("kftenants validate", "Check tenants.yaml."),
            new Example("kftenants validate --cluster all", "The same, with what each cluster of the file gets."),
            new Example("kftenants validate -f tenants/ -o json", "Check a directory, for a program."))
        {
            { Section.Input, files },
            { Section.Output, output },
        };
        global.AddNamesTo(command);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files) ?? [], parsed.GetValue(output) ?? [], global.ClusterNames(parsed), global.Terminal(parsed, terminal), cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        string[] paths, OutputTarget[] targets, ImmutableArray<string> clusters, Terminal terminal, CancellationToken cancellationToken)
    {
        var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken);
        var read = PlanPipeline.Read(documents, terminal.Time.GetUtcNow());
        read.TryGet(out var set, out var diagnostics);
        DiagnosticText.Of(diagnostics, DocumentFile.LinesOf(documents)).WriteTo(terminal.Error, terminal.ColorsError);
        var answer = new ValidationAnswer([.. documents.Select(d => d.Name)], set, diagnostics) { Clusters = set is null ? [] : PartsOf(set, clusters) };
        await Answer.WriteAsync(terminal, [.. targets], f => f.Validation, answer, cancellationToken);
        return answer.Code;
    }

    // No cluster is asked, and none need be reachable.
    private static ImmutableArray<TenantSet> PartsOf(TenantSet set, ImmutableArray<string> names) => [.. ClusterTargets.NamesOf(set, names).Select(set.For)];
}
