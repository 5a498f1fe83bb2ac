namespace KfTenants.Cli.Output;

/// <summary>Counted nouns.</summary>
internal static class Words
{
    /// <summary><c>1 error</c>, <c>2 errors</c>.</summary>
    public static string Count(int count, string noun) =>
        count == 1 ? $"1 {noun}" : $"{count} {Plural(noun)}";

    private static string Plural(string noun) => noun == "person" ? "people" : noun + "s";
}
