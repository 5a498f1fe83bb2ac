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
            new Example("kftenants access --user ana@example.com --cluster all", "All that one person has, in every cluster of the file."),
            new Example("kftenants access --desired", "What the file says, without a cluster."))
        {
            { Section.Input, files, desired, users, tenants },
            { Section.Output, matrix, output },
        };
        global.AddClusterTo(command, NamedClusters.Several);
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
        var file = desired ? new OptionalSet(await OptionalSet.ReadAsync(paths, terminal, cancellationToken)) : await OptionalSet.FindAsync(paths, terminal, cancellationToken);
        if (choice.IsOfSeveral)
        {
            return await SeveralAsync(file, desired, question, targets, choice, verbose, terminal, cancellationToken);
        }

        // What the file says of all clusters can be asked without naming one.
        (file, choice) = desired && choice.Names is [] ? (file, choice) : file.For(choice, terminal);
        var answer = desired ? OfFile(file.Set!, question) : await LookAsync(file, question, choice, verbose, terminal, cancellationToken);
        OptionalSet.RequireTenants(
            answer.List.Tenants.Select(t => t.Name), question.Tenants, desired ? "the file has no such tenant" : OptionalSet.NoProfile);
        answer = Within(question, answer);
        Hint(answer, terminal);
        await Answer.WriteAsync(terminal, [.. targets], f => f.Access, answer, cancellationToken);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> SeveralAsync(
        OptionalSet file, bool desired, Question question, OutputTarget[] formats, ClusterChoice choice, bool verbose, Terminal terminal, CancellationToken cancellationToken)
    {
        var targets = ClusterTargets.Several(file.Set, choice, terminal);
        OptionalSet.RequireTenants(file.Set!.Tenants.Select(t => t.Name), question.Tenants, "the file has no such tenant");
        using var runs = new ClusterRuns(terminal, targets);
        var parts = await runs.RunAsync(
            async (target, own, cancel) =>
            {
                var part = new OptionalSet(target.Set);
                var answer = Within(question, desired ? OfFile(part.Set!, question) : await LookAsync(part, question, target.Choice, verbose, own, cancel));
                Hint(answer, own);
                return (answer, ExitCode.Ok, $"{Words.Count(answer.List.Tenants.Length, "tenant")}, {Words.Count(answer.People.Count(), "person")}");
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var all = new ClustersAnswer<AccessAnswer>(file.Name!, parts, terminal.Time.GetUtcNow());
        await Answer.WriteAsync(terminal, [.. formats], all, f => f.Access, cancellationToken);
        return all.Code;
    }

    private static AccessAnswer Within(Question question, AccessAnswer answer) =>
        question.Tenants.IsEmpty ? answer : answer with { List = answer.List.In(question.Tenants) };

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
