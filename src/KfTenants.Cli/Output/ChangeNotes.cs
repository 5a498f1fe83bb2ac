using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What must be known of one change beside its fields, a line each.</summary>
internal static class ChangeNotes
{
    /// <param name="file">What text calls the tenants file.</param>
    public static void AddTo(StyledText text, ChangeDocument change, string file, string indentation)
    {
        if (Omission(change, file) is { } omission)
        {
            text.Add(indentation).Add(Tone.Notice, omission).EndLine();
        }

        if (change.Detail is { } why)
        {
            text.Add(indentation).Add(Tone.Notice, why).EndLine();
        }

        foreach (var move in (change.Moves ?? []).GroupBy(m => m.Manager))
        {
            text.Add(indentation).Line($"taken over from {move.Key}: {string.Join(", ", move.Select(m => FieldText.Path(m.Path)))}");
        }

        ValidationText.AddTo(text, change.Validation, indentation);
    }

    // What an adoption takes away because the file does not mention it.
    private static string? Omission(ChangeDocument change, string file)
    {
        ImmutableArray<string> removed = change.Action == "adopt"
            ? [.. change.Fields.Where(f => f.New is null && !f.Path.StartsWith("/metadata/", StringComparison.Ordinal)).Select(f => FieldText.Path(f.Path))]
            : [];
        return removed.IsEmpty
            ? null
            : $"{file} does not mention {string.Join(", ", removed)}: taking the object over removes this; write it into the file to keep it";
    }
}
