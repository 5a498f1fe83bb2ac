namespace KfTenants.Cli.Output.Html;

/// <summary>What one person may do in one tenant, before and after; the same twice where nothing changes.</summary>
/// <param name="Before">A role's word; null for none.</param>
internal readonly record struct AccessCell(string? Before, string? After)
{
    /// <summary>For colour, which the sign carries as well.</summary>
    public string Class => this switch
    {
        { Before: null } => "gain",
        { After: null } => "loss",
        _ when Before == After => "same",
        _ => "move",
    };

    /// <summary><c>+E</c>, <c>-V</c>, <c>V&gt;A</c>, or <c>E</c> for what stays: roles by their first letters.</summary>
    public string Sign => this switch
    {
        { Before: null } => "+" + Letter(After),
        { After: null } => "\u2212" + Letter(Before),
        _ when Before == After => Letter(After),
        _ => Letter(Before) + "\u2192" + Letter(After),
    };

    public string Words => Before == After ? Before ?? "none" : $"{Before ?? "none"} \u2192 {After ?? "none"}";

    private static string Letter(string? role) => role is [var first, ..] ? char.ToUpperInvariant(first).ToString() : "";
}
