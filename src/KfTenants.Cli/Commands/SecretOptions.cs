using System.CommandLine;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The options that say where the file may have secrets read: of <c>plan</c> and <c>apply</c> for logins and tenants, of every command for clusters.</summary>
internal sealed class SecretOptions(
    string prefixed = "What the environment variables that logins name must begin with.",
    string below = "The directory of the files that logins name.")
{
    private const string Prefix = "--secrets-prefix";

    private readonly Option<string?> _prefix = new(Prefix)
    {
        Description = $"{prefixed} Default: {SecretPlaces.DefaultPrefix}",
        HelpName = "PREFIX",
    };

    private readonly Option<string?> _directory = new("--secrets-dir")
    {
        Description = $"{below} Default: the directory of the tenants file",
        HelpName = "DIR",
    };

    /// <summary>The command has them already.</summary>
    public static bool Has(Verb command) => command.Options.Any(o => o.Name == Prefix);

    public void AddTo(Verb command, string section = Section.Input)
    {
        command.Add(section, _prefix, _directory);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_prefix) is { } prefix && !SecretSource.Env.IsName(prefix))
            {
                result.AddError($"--secrets-prefix {prefix}: write the beginning of a variable's name: letters, digits and _, and no digit at the start.");
            }
        });
    }

    public SecretPlaces Of(ParseResult parsed, Terminal terminal) =>
        new(parsed.GetValue(_prefix) ?? SecretPlaces.DefaultPrefix, parsed.GetValue(_directory) is { } directory ? terminal.FullPath(directory) : null);
}
