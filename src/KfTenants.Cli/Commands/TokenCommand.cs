using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary><c>token issue|list|inspect|rotate|revoke</c>: tokens of tenants' service accounts, each bound to an anchor, so that it can be ended.</summary>
internal static class TokenCommand
{
    public const string Issue = "issue";
    public const string List = "list";
    public const string Inspect = "inspect";
    public const string Rotate = "rotate";
    public const string Revoke = "revoke";

    /// <summary>How long the old token works beside the new one.</summary>
    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(30);

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var action = new Argument<string>("ACTION")
        {
            Description = "issue: a new token. list: which there are, and until when. inspect: what a token says of itself, without any cluster. " +
                "rotate: replace it without a gap. revoke: end it now.",
        };
        action.AcceptOnlyFromAmong(Issue, List, Inspect, Rotate, Revoke);
        var files = CommonOptions.Files();
        var tenant = new Argument<string?>("TENANT") { Description = "The tenant, of the tenants file. list and rotate --all: absent for all", Arity = ArgumentArity.ZeroOrOne };
        tenant.CompletionSources.Add(context => Suggestions.Tenants(context.ParseResult.GetValue(files), terminal));
        var name = new Option<string?>("--name") { Description = "The credential: one of the file, or any name. issue: by default the account's", HelpName = "NAME" };
        var account = new Option<string?>("--service-account") { Description = "issue: whose token it is. Default: that of the credential in the file", HelpName = "NAME" };
        var lifetime = CommonOptions.Duration("--ttl", "How long the token lives. Default: that of the file, else 24h");
        var audiences = new Option<string[]>("--audience")
        {
            Description = "issue: who is to take the token, instead of the API server; may be repeated.",
            HelpName = "NAME",
        };
        var legacy = new Option<bool>("--accept-non-expiring") { Description = "issue: a token that never ends, by a Secret of the old kind. Only for who cannot rotate." };
        var file = new Option<string?>("--token-file") { Description = "inspect, revoke: the token, in a file; - for standard input.", HelpName = "FILE" };
        var all = new Option<bool>("--all") { Description = "rotate: every credential of the file that is due. revoke: every credential of the tenant." };
        var now = new Option<bool>("--now") { Description = "rotate: also one that is not due." };
        var grace = CommonOptions.Duration("--grace", "rotate: how long the old token works beside the new one. Default: 30s");
        var to = CommonOptions.One("--to", "PLACE", $"Where the token goes: {TokenPlace.Form}. Default: that of the file, else standard output", TokenPlace.Parse,
            _ => $"--to: write {TokenPlace.Form}.");
        var directory = new Option<string?>("--sink-dir") { Description = "Where the files of sinks begin. Default: the current directory", HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Replace a file that other users may read or write." };
        var show = ExecCredentialCommand.Show();
        var output = CommonOptions.Output(OutputFormats.With(f => f.Tokens));
        var command = new Verb(
            VerbGroup.Everyday, "token", "Issue, list, inspect, rotate and revoke tokens of a tenant's service accounts.",
            new Example("kftenants token issue team-vision --service-account sdk-user --to file:sdk.token", "A token for a day, in a file."),
            new Example("kftenants token list team-vision", "Which tokens there are, and until when."),
            new Example("kftenants token rotate --all", "Every credential of the file that is due: new token, new place, then the old one ends."),
            new Example("kftenants token revoke team-vision --name sdk-user", "End it: within 15 seconds no one gets in with it."),
            new Example("kftenants token inspect --token-file sdk.token", "Whose is it, and until when?"))
        {
            action,
            tenant,
            { Section.Input, files, file },
            { Section.Credential, name, account, lifetime, audiences, legacy, all, now, grace },
            { Section.Output, to, directory, force, show, output },
        };
        global.AddClusterTo(command);
        var uses = ImmutableDictionary<string, Option[]>.Empty
            .Add(Issue, [name, account, lifetime, audiences, legacy, to, directory, force, show])
            .Add(List, [output])
            .Add(Inspect, [file, output])
            .Add(Rotate, [name, lifetime, all, now, grace, to, directory, force, show])
            .Add(Revoke, [name, file, all, directory]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = parsed.GetRequiredValue(action);
            RefuseIdle(parsed, asked, uses);
            var request = new TokenRequest(
                parsed.GetValue(tenant),
                parsed.GetValue(files) ?? [],
                parsed.GetValue(name),
                parsed.GetValue(account),
                parsed.GetValue(lifetime),
                [.. (parsed.GetValue(audiences) ?? []).Distinct(StringComparer.Ordinal)],
                parsed.GetValue(legacy),
                parsed.GetValue(file),
                parsed.GetValue(all),
                parsed.GetValue(now),
                parsed.GetValue(grace) ?? UsualGrace,
                parsed.GetValue(to),
                parsed.GetValue(directory) ?? "",
                parsed.GetValue(force),
                parsed.GetValue(show),
                [.. parsed.GetValue(output) ?? []],
                global.Cluster(parsed),
                parsed.GetValue(global.Verbose));
            var talk = global.Terminal(parsed, terminal);
            return (await (asked switch
            {
                Issue => TokenIssue.RunAsync(request, talk, cancellationToken),
                List => TokenList.RunAsync(request, talk, cancellationToken),
                Inspect => TokenInspect.RunAsync(request, talk, cancellationToken),
                Rotate => TokenRotate.RunAsync(request, talk, cancellationToken),
                _ => TokenRevoke.RunAsync(request, talk, cancellationToken),
            })).Number;
        });
        return command;
    }

    // An option that has no effect is a mistake.
    private static void RefuseIdle(ParseResult parsed, string action, ImmutableDictionary<string, Option[]> uses)
    {
        var others = uses.Values.SelectMany(o => o).Distinct().Except(uses[action]);
        if (others.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } idle)
        {
            var owners = uses.Where(u => u.Value.Contains(idle)).Select(u => u.Key).Order(StringComparer.Ordinal);
            throw new RefusedException(ExitCode.Usage, $"{idle.Name} is not of token {action}, but of token {string.Join(" and ", owners)}");
        }
    }
}
