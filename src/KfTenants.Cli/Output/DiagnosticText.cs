using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>Findings about the document, in the form of MSBuild, which editors and CI problem matchers know; then their count.</summary>
internal static class DiagnosticText
{
    public static StyledText Of(ImmutableArray<Diagnostic> diagnostics)
    {
        var text = new StyledText();
        if (diagnostics.IsEmpty)
        {
            return text;
        }

        foreach (var diagnostic in diagnostics)
        {
            text.Add(diagnostic.Location.ToString()).Add(": ");
            text = diagnostic.Severity == Severity.Error ? text.Add(Tone.Bad, "error") : text.Add(Tone.Change, "warning");
            text.Add($" {diagnostic.Id}: ").Add(diagnostic.Message).EndLine();
        }

        return text.Line(Count(diagnostics) + ".");
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
