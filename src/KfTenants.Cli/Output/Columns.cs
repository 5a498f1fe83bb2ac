namespace KfTenants.Cli.Output;

/// <summary>The widths of aligned lists.</summary>
internal static class Columns
{
    private const int Widest = 80;

    /// <summary>Wide enough for most; one very long name must not push every other line out of sight.</summary>
    public static int Width(IEnumerable<string> texts) => texts.Select(t => t.Length).Where(l => l <= Widest).DefaultIfEmpty(0).Max();
}
