using System.CommandLine;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The options of <c>plan</c> and <c>apply</c> that say where logins may read their secrets.</summary>
internal sealed class SecretOptions
{
    private readonly Option<string?> _prefix = new("--secrets-prefix")
    {
        Description = $"What the environment variables that logins name must begin with. Default: {SecretPlaces.DefaultPrefix}",
        HelpName = "PREFIX",
    };

    private readonly Option<string?> _directory = new("--secrets-dir")
    {
        Description = "The directory of the files that logins name. Default: the directory of the tenants file",
        HelpName = "DIR",
    };

    public void AddTo(Verb command)
    {
        command.Add(Section.Input, _prefix, _directory);
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
