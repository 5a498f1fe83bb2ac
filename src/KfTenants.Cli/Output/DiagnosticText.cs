using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>
/// Findings about the document, each with its place first, as compilers write them, and each error with its line; then their count.
/// </summary>
internal static class DiagnosticText
{
    public static StyledText Of(ImmutableArray<Diagnostic> diagnostics, SourceLines lines)
    {
        var text = new StyledText();
        if (diagnostics.IsEmpty)
        {
            return text;
        }

        foreach (var diagnostic in diagnostics)
        {
            text.Add(diagnostic.Location.ToString()).Add(": ");
            text = text.Add(diagnostic.Severity == Severity.Error ? Tone.Bad : Tone.Change, diagnostic.Severity.ToText());
            text.Add($" {diagnostic.Id}: ").Add(diagnostic.Message).EndLine();
            if (diagnostic.Severity == Severity.Error && !KnownDiagnostics.IsOfWholeFile(diagnostic))
            {
                lines.AddTo(text, diagnostic.Location);
            }
        }

        return text.Line(Count(diagnostics) + ".");
    }

    /// <summary>The answer of <c>validate</c>: one line, and one for each cluster that was asked for; the findings themselves are talk.</summary>
    public static StyledText Summary(ValidationAnswer answer)
    {
        var text = new StyledText().Add(string.Join(", ", answer.Files)).Add(": ");
        if (answer.Set is not { } set)
        {
            return text.Add(Tone.Bad, "invalid").Line($", {Count(answer.Diagnostics)}");
        }

        text = text.Add(Tone.Good, "valid").Line($", set {set.Name} with {Words.Count(set.Tenants.Length, "tenant")} and {Words.Count(set.Users.Length, "user")}");
        foreach (var part in answer.Clusters)
        {
            text.Line($"  {part.Cluster}: {Words.Count(part.Tenants.Length, "tenant")} and {Words.Count(part.Users.Length, "user")}" +
                (part.Tombstones.IsEmpty ? "" : $", {Words.Count(part.Tombstones.Length, "absent tenant")}"));
        }

        return text;
    }

    /// <summary><c>2 errors, 1 warning</c></summary>
    public static string Count(ImmutableArray<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Count(d => d.Severity == Severity.Error);
        var warnings = diagnostics.Length - errors;
        var words = new List<string>();
        if (errors > 0)
        {
            words.Add(Words.Count(errors, "error"));
        }

        if (warnings > 0 || errors == 0)
        {
            words.Add(Words.Count(warnings, "warning"));
        }

        return string.Join(", ", words);
    }
}
