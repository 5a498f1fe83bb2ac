using System.CommandLine;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary><c>schema</c>: the JSON schemas that are published, as Core embeds them.</summary>
internal static class SchemaCommand
{
    public static Verb Create(Terminal terminal)
    {
        var which = new Argument<string>("OF") { Description = "tenants (the default), plan, access or audit.", DefaultValueFactory = _ => "tenants" };
        which.AcceptOnlyFromAmong("tenants", "plan", "access", "audit");
        var command = new Verb(
            VerbGroup.SettingUp, "schema", "Print the JSON schema of the tenants file, of a saved plan, or of what access or audit say in JSON.",
            new Example("kftenants schema > tenants.schema.json", "For an editor that completes and checks as you type."))
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
        using var stream = typeof(Plan).Assembly.GetManifestResourceStream($"{which}.schema.json")
            ?? throw new InvalidOperationException($"{which}.schema.json is not embedded");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
