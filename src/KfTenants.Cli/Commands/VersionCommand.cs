namespace KfTenants.Cli.Commands;

/// <summary><c>version</c>: what <c>--version</c> prints.</summary>
internal static class VersionCommand
{
    public static Verb Create(Terminal terminal) =>
        new(VerbGroup.AboutTheTool, "version", "Print which kftenants this is.", new Example("kftenants version", "What a report of a defect should begin with."))
        {
            Action = new VersionAction(terminal),
        };
}
