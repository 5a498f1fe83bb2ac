namespace KfTenants.Cli.Output;

/// <summary>The formats of <c>-o</c>.</summary>
internal enum OutputFormat
{
    Text,
    Json,
}

/// <summary>One <c>-o FORMAT[=PATH]</c>.</summary>
/// <param name="Path">Null: standard output.</param>
internal sealed record OutputTarget(OutputFormat Format, string? Path)
{
    public static readonly string[] Formats = ["text", "json"];
}
