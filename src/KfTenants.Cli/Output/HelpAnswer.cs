namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>help</c>.</summary>
/// <param name="Width">How many characters a line of text may have.</param>
internal sealed record HelpAnswer(HelpPage Page, int Width);
