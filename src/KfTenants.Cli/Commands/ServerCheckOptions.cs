using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary>The options of <c>plan</c> that ask the server to try its writes.</summary>
internal sealed class ServerCheckOptions
{
    private readonly Option<bool> _dryRun = new("--server-dry-run")
    {
        Description = "Let the API server try each write without storing it: admission, quotas, webhooks. Needs the rights of apply.",
    };

    private readonly Option<bool> _strict = new("--strict-validation") { Description = "With --server-dry-run: exit with 1 also when something could not be tried." };

    public void AddTo(Verb command)
    {
        command.Add(Section.ServerCheck, _dryRun, _strict);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_strict) && !result.GetValue(_dryRun))
            {
                result.AddError("--strict-validation requires --server-dry-run.");
            }
        });
    }

    public ServerCheck Of(ParseResult parsed) => new(parsed.GetValue(_dryRun), parsed.GetValue(_strict));
}
