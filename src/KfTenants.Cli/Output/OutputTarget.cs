namespace KfTenants.Cli.Output;

/// <summary>One <c>-o FORMAT[=PATH]</c>.</summary>
/// <param name="Path">Null: standard output.</param>
internal sealed record OutputTarget(OutputFormat Format, string? Path);
