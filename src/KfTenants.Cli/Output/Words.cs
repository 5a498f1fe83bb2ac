namespace KfTenants.Cli.Output;

/// <summary>Counted nouns and verbs.</summary>
internal static class Words
{
    /// <summary><c>1 error</c>, <c>2 errors</c>.</summary>
    public static string Count(int count, string noun) =>
        count == 1 ? $"1 {noun}" : $"{count} {Plural(noun)}";

    /// <summary><c>1 loses access</c>, <c>2 lose access</c>; empty for none.</summary>
    public static string Does(int count, string one, string many) => count switch
    {
        0 => "",
        1 => $"1 {one}",
        _ => $"{count} {many}",
    };

    private static string Plural(string noun) => noun == "person" ? "people" : noun + "s";
}
