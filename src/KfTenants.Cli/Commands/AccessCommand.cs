using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.AccessLists;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Kubernetes.Reading;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>access</c>: who can get in where, and by which route; from the cluster, or from the document alone.</summary>
internal static class AccessCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that the cluster is compared with; may be repeated. Default: tenants.yaml if it exists, else the cluster alone";
        var desired = new Option<bool>("--desired") { Description = "Tell what the file says, and ask no cluster." };
        var users = new Option<string[]>("--user") { Description = "All that this person has, by e-mail; may be repeated.", HelpName = "EMAIL" };
        var tenants = CommonOptions.Tenants(files, terminal);
        tenants.Description = "All who get into this tenant; may be repeated.";
        var matrix = new Option<bool>("--matrix") { Description = "A table of people and tenants." };
        var output = CommonOptions.Output(OutputFormats.With(f => f.Access));
        var command = new Verb(
            VerbGroup.LookingBack, "access", "Show who can get into which tenant, and by which route. Writes nothing.",
            new Example("kftenants access", "A line for each tenant, with its people."),
            new Example("kftenants access --user ana@example.com", "All that one person has, and whether they can sign in."),
            new Example("kftenants access --tenant team-vision", "All who get into one tenant."),
            new Example("kftenants access --matrix -o csv=access.csv", "A table for a spreadsheet."),
            new Example("kftenants access --desired", "What the file says, without a cluster."))
        {
            { Section.Input, files, desired, users, tenants },
            { Section.Output, matrix, output },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetValue(files) ?? [],
            parsed.GetValue(desired),
            new Question(Distinct(parsed.GetValue(users)), Distinct(parsed.GetValue(tenants)), parsed.GetValue(matrix)),
            parsed.GetValue(output) ?? [],
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose),
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static ImmutableArray<string> Distinct(string[]? words) => [.. (words ?? []).Distinct(StringComparer.Ordinal)];

    private static async Task<ExitCode> RunAsync(
        string[] paths, bool desired, Question question, OutputTarget[] targets, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        var answer = desired
            ? OfFile(await OptionalSet.ReadAsync(paths, terminal, cancellationToken), question)
            : await LookAsync(await OptionalSet.FindAsync(paths, terminal, cancellationToken), question, choice, verbose, terminal, cancellationToken);
        OptionalSet.RequireTenants(
            answer.List.Tenants.Select(t => t.Name), question.Tenants, desired ? "the file has no such tenant" : OptionalSet.NoProfile);
        if (!question.Tenants.IsEmpty)
        {
            answer = answer with { List = answer.List.In(question.Tenants) };
        }

        Hint(answer, terminal);
        await Answer.WriteAsync(terminal, [.. targets], f => f.Access, answer, cancellationToken);
        return ExitCode.Ok;
    }

    private static AccessAnswer OfFile(TenantSet set, Question question) =>
        new(DeclaredAccessList.Of(set), null, set.Name, question.Users, question.Tenants, question.IsMatrix);

    private static async Task<AccessAnswer> LookAsync(
        OptionalSet file, Question question, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        var live = await file.LookAsync(ReadScope.Everything, choice, verbose, terminal, cancellationToken);
        var list = LiveAccessList.Of(live, file.Set, file.Dex, file.IdentityIn(live));
        return new AccessAnswer(list, live.Cluster, file.Name, question.Users, question.Tenants, question.IsMatrix);
    }

    // No access is an answer; a typing error should be seen for one.
    private static void Hint(AccessAnswer answer, Terminal terminal)
    {
        foreach (var user in answer.Users.Where(u => !answer.List.Of(u).Any()))
        {
            string[] people = [.. answer.List.People];
            if ((people.FirstOrDefault(p => string.Equals(p, user, StringComparison.OrdinalIgnoreCase)) ?? new SpellingHints().Nearest(user, people)) is { } meant)
            {
                terminal.Note($"{user} has no access, and there is a {meant}; e-mails are compared byte for byte");
            }
        }
    }

    private sealed record Question(ImmutableArray<string> Users, ImmutableArray<string> Tenants, bool IsMatrix);
}
