using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What has power over every tenant and changes, before everything else, and whole.</summary>
internal static class SettingsText
{
    public static void AddTo(StyledText text, ImmutableArray<SettingDocument> settings)
    {
        if (settings.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Settings with power over every tenant").EndLine();
        foreach (var setting in settings)
        {
            var (before, after) = FieldText.Values(setting.Path, setting.Old, setting.New);
            text.Add("  ").Add(setting.Allowance is null ? Tone.Change : Tone.Notice, setting.Allowance is null ? "~ " : "! ");
            text.Add($"{FieldText.Path(setting.Path)}  {before}").Add(Tone.Faint, " -> ").Add(after);
            text.Add(Tone.Faint, setting.Allowance is { } key ? $"  needs --allow {key}" : "").EndLine();
        }
    }
}
