using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What an adoption takes away because the file does not mention it.</summary>
internal static class AdoptionText
{
    public static void AddTo(StyledText text, ChangeDocument change, string file)
    {
        ImmutableArray<string> removed = change.Action == "adopt"
            ? [.. change.Fields.Where(f => f.New is null && !f.Path.StartsWith("/metadata/", StringComparison.Ordinal)).Select(f => FieldText.Path(f.Path))]
            : [];
        if (!removed.IsEmpty)
        {
            var what = $"{file} does not mention {string.Join(", ", removed)}: taking the object over removes this; write it into the file to keep it";
            text.Add("        ").Add(Tone.Notice, what).EndLine();
        }
    }
}
