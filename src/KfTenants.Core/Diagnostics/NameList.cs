namespace KfTenants.Diagnostics;

/// <summary>Many names in one sentence: the first ones, and how many more there are.</summary>
public static class NameList
{
    /// <summary><c>team-a, team-b, team-c and 196 more</c></summary>
    /// <param name="most">How many are named.</param>
    public static string Of(IReadOnlyCollection<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");
}
