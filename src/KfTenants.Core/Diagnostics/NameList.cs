namespace KfTenants.Diagnostics;

/// <summary>Names in one sentence.</summary>
public static class NameList
{
    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>; empty for none.</summary>
    public static string And(IReadOnlyList<string> names) => Joined(names, "and");

    /// <summary><c>a</c>, <c>a or b</c>, <c>a, b or c</c>; empty for none.</summary>
    public static string Or(IReadOnlyList<string> names) => Joined(names, "or");

    /// <summary>Of many the first ones, and how many more there are: <c>team-a, team-b, team-c and 196 more</c>.</summary>
    /// <param name="most">How many are named.</param>
    public static string Of(IReadOnlyCollection<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");

    private static string Joined(IReadOnlyList<string> names, string word) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} {word} {names[^1]}";
}
