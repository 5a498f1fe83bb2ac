using System.Collections.Immutable;

namespace KfTenants;

/// <summary>One line of a runtime error.</summary>
/// <param name="Subject">The object or file that the line begins with; null where the text is about no single one, or names it.</param>
/// <param name="Text">What is wrong.</param>
public sealed record Problem(string? Subject, string Text)
{
    /// <summary>Circumstances, in brackets behind the text; of problems that are told as one, those of the first.</summary>
    public string? Note { get; init; }

    /// <summary>What to do about it, where that is the same for many problems and told once; null where the text says it.</summary>
    public string? Remedy { get; init; }

    /// <summary>A server gave no answer at all.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary><c>Profile list, Namespace list: 503 Service Unavailable: … (after 4 attempts)</c></summary>
    public string Line => $"{(Subject is null ? "" : Subject + ": ")}{Text}{(Note is null ? "" : $" ({Note})")}";

    /// <summary>Those that say the same are one, which names all their subjects; the order is that of the first of each.</summary>
    public static ImmutableArray<Problem> Merged(IEnumerable<Problem> problems) =>
        [.. problems.GroupBy(p => (p.Text, p.Remedy)).Select(same => same.First() with { Subject = Joined(same.Select(p => p.Subject)) })];

    private static string? Joined(IEnumerable<string?> subjects) =>
        subjects.OfType<string>().Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } named ? string.Join(", ", named) : null;
}
