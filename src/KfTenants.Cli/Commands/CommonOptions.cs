using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>Options that several commands share, each made anew for its command.</summary>
internal static class CommonOptions
{
    /// <summary>The words that <c>--allow</c> knows: one per guard.</summary>
    public static readonly ImmutableArray<string> Allowances = [.. PlanGuard.Keys, .. PlanGuard.SettingKeys];

    public static Option<string[]> Files() => new("--file", "-f")
    {
        Description = "The tenants file, a directory of *.yaml and *.yml, or - for standard input; may be repeated. Default: tenants.yaml",
        HelpName = "PATH",
    };

    /// <param name="files">Where completion finds the names.</param>
    public static Option<string[]> Tenants(Option<string[]> files, Terminal terminal)
    {
        var option = new Option<string[]>("--tenant") { Description = "Only this tenant; may be repeated.", HelpName = "TENANT" };
        option.CompletionSources.Add(context => Suggestions.Tenants(context.ParseResult.GetValue(files), terminal));
        return option;
    }

    public static Option<Allowance[]> Allow()
    {
        var option = new Option<Allowance[]>("--allow")
        {
            Description = $"Override a guard with exactly this number: {string.Join(" or ", PlanGuard.Keys.Select(a => a + "=N"))}; or accept changed settings of the file: " +
                $"{string.Join(" or ", PlanGuard.SettingKeys)}; may be repeated.",
            HelpName = "KEY[=N]",
            CustomParser = result =>
            {
                var allowances = Parse(result, ReadAllowance);
                foreach (var twice in allowances.GroupBy(a => a.Key, StringComparer.Ordinal).Where(g => g.Count() > 1))
                {
                    result.AddError($"--allow {twice.Key}: given twice; a guard accepts one number only.");
                }

                return allowances;
            },
        };
        option.CompletionSources.Add([.. PlanGuard.Keys.Select(key => key + "="), .. PlanGuard.SettingKeys]);
        return option;
    }

    public static Option<bool> Adopt() => new("--adopt")
    {
        Description = "Adopt objects that the file lists and that exist already without being managed, in every tenant.",
    };

    public static Option<OutputTarget[]> Output(ImmutableArray<OutputFormat> formats)
    {
        var names = formats.Select(f => f.Name).ToArray();
        var option = new Option<OutputTarget[]>("--output", "-o")
        {
            Description = $"{NameList.Or(names)}, on standard output or into a file; may be repeated. Default: text",
            HelpName = "FORMAT[=PATH]",
            CustomParser = result => Parse(result, text => ReadTarget(text, formats)),
        };
        option.CompletionSources.Add(names);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count(t => !t.Value.Contains('=', StringComparison.Ordinal)) > 1)
            {
                result.AddError("-o: standard output takes one format; give the others a file: -o FORMAT=PATH.");
            }
        });
        return option;
    }

    /// <summary>A directory that the command fills.</summary>
    public static Option<string> OutDirectory(string description) => new("--out") { Description = description, HelpName = "DIR", Required = true };

    public static Option<bool> Summary() => new("--summary")
    {
        Description = "Tell a line for each tenant instead of every change. What is destroyed, and who gains and loses access, is always told whole.",
    };

    /// <summary>How much the text tells: with <c>--verbose</c> all of it, with <c>--summary</c> the least.</summary>
    public static PlanDetail Detail(ParseResult parsed, Option<bool> summary, bool verbose) =>
        parsed.GetValue(summary) ? PlanDetail.Summary : verbose ? PlanDetail.Full : PlanDetail.Normal;

    public static Option<bool> AutoApprove() => new("--auto-approve") { Description = "Skip the confirmation." };

    /// <summary>From which severity on a command that finds something ends with 4.</summary>
    public static Option<Severity?> FailOn(string description)
    {
        var option = One<Severity?>(
            "--fail-on", "SEVERITY", description,
            word => Enum.GetValues<Severity>().Where(s => s.ToText() == word).ToList() is [var severity] ? severity : null,
            word => $"--fail-on {word}: write error, warning or info.");
        option.CompletionSources.Add([.. Enum.GetValues<Severity>().Select(s => s.ToText())]);
        return option;
    }

    /// <summary>A time; absent: null.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) =>
        One(name, "TIME", description, Durations.Parse, text => $"{name} {text}: write a duration as 0, 30s, 5m or 24h.");

    /// <summary>A value that is read from one word; absent: null.</summary>
    /// <param name="read">Null when the word is none.</param>
    /// <param name="error">The message for such a word.</param>
    public static Option<T?> One<T>(string name, string value, string description, Func<string, T?> read, Func<string, string> error) => new(name)
    {
        Description = description,
        HelpName = value,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            var found = read(text);
            if (found is null)
            {
                result.AddError(error(text));
            }

            return found;
        },
    };

    /// <summary>The values of an option that may be repeated; all that cannot be read are told.</summary>
    public static T[] Parse<T>(ArgumentResult result, Func<string, (T? Value, string? Error)> read)
        where T : class
    {
        var values = new List<T>();
        foreach (var token in result.Tokens)
        {
            var (value, error) = read(token.Value);
            if (value is null)
            {
                result.AddError(error ?? "");
                continue;
            }

            values.Add(value);
        }

        return [.. values];
    }

    private static (OutputTarget? Value, string? Error) ReadTarget(string text, ImmutableArray<OutputFormat> formats)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, path) = equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
        if (path is "")
        {
            return (null, $"-o {text}: the path after = is missing.");
        }

        return formats.FirstOrDefault(f => f.Name == name) is { } format
            ? (new OutputTarget(format, path), null)
            : (null, $"-o {text}: unknown format {name}; known formats are {string.Join(", ", formats.Select(f => f.Name))}.");
    }

    private static (Allowance? Value, string? Error) ReadAllowance(string text)
    {
        if (PlanGuard.SettingKeys.Contains(text))
        {
            return (new Allowance(text, 1), null);
        }

        var parts = text.Split('=');
        if (PlanGuard.SettingKeys.Contains(parts[0]))
        {
            return (null, $"--allow {text}: settings have no number; write --allow {parts[0]}.");
        }

        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (null, $"--allow {text}: write KEY=N with the number that the plan shows, for example --allow deletes=12.");
        }

        if (!Allowances.Contains(parts[0], StringComparer.Ordinal))
        {
            var hint = new SpellingHints().Nearest(parts[0], Allowances) is { } meant ? $" Did you mean {meant}?" : "";
            return (null, $"--allow {text}: unknown guard {parts[0]}; known guards are {string.Join(", ", Allowances)}.{hint}");
        }

        return (new Allowance(parts[0], number), null);
    }
}

/// <summary>One <c>--allow KEY=N</c>: this guard passes when its value is exactly N; of settings, which have no number, 1.</summary>
internal sealed record Allowance(string Key, int Number);
