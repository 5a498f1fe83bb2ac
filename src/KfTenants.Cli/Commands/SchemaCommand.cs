using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Diagnostics;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary><c>schema</c>: the JSON schemas that are published, as Core embeds them.</summary>
internal static class SchemaCommand
{
    private const string Default = "tenants";
    private const string Ending = ".schema.json";

    /// <summary>What there is a schema of: the tenants file, then every JSON that a command writes.</summary>
    internal static readonly ImmutableArray<string> Names =
    [
        Default,
        .. typeof(Plan).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(Ending, StringComparison.Ordinal))
            .Select(n => n[..^Ending.Length]).Where(n => n != Default).Order(StringComparer.Ordinal),
    ];

    public static Verb Create(Terminal terminal)
    {
        var which = new Argument<string>("OF") { Description = $"{NameList.Or(Names)}. Default: {Default}", DefaultValueFactory = _ => Default };
        which.AcceptOnlyFromAmong([.. Names]);
        var command = new Verb(
            VerbGroup.SettingUp, "schema", "Print the JSON schema of the tenants file, or of what a command writes as JSON.",
            new Example("kftenants schema > tenants.schema.json", "For an editor that completes and checks as you type."),
            new Example("kftenants schema report", "What does apply -o json answer with?"))
        {
            which,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await terminal.Out.WriteAsync((await ReadAsync(parsed.GetRequiredValue(which), cancellationToken)).AsMemory(), cancellationToken);
            await terminal.Out.FlushAsync(cancellationToken);
            return ExitCode.Ok.Number;
        });
        return command;
    }

    private static async Task<string> ReadAsync(string which, CancellationToken cancellationToken)
    {
        using var stream = typeof(Plan).Assembly.GetManifestResourceStream(which + Ending)
            ?? throw new InvalidOperationException($"{which}{Ending} is not embedded");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
