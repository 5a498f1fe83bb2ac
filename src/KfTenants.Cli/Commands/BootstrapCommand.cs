using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Rbac;

namespace KfTenants.Cli.Commands;

/// <summary><c>bootstrap</c>: the least rights that plan and apply need, as manifests for the person who may grant them. Needs no cluster.</summary>
internal static class BootstrapCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that says where Dex is and how it learns of logins; may be repeated. Default: tenants.yaml if it exists, else Kubeflow's names";
        var planOnly = new Option<bool>("--plan-only") { Description = "Only what plan needs." };
        var users = Bind("--bind-user", "NAME", RoleSubject.User,
            "Bind the roles to this user, by the name that the API server knows; may be repeated.", "write the name of a user, in one line");
        var accounts = Bind("--bind-serviceaccount", "NAMESPACE:NAME", RoleSubject.ServiceAccount,
            "Bind the roles to this service account; may be repeated.", "write NAMESPACE:NAME, for example ci:kftenants");
        var policies = new Option<string?>("--policies")
        {
            Description = "Print the policies for pods instead, for tenants with posix or walltime: vap (the API server asks; Kubernetes 1.30) or kyverno.",
            HelpName = "ENGINE",
        };
        policies.AcceptOnlyFromAmong([.. PolicyYaml.Engines]);
        var command = new Verb(
            VerbGroup.SettingUp, "bootstrap", "Print the least RBAC that plan and apply need, as manifests. Needs no cluster.",
            new Example("kftenants bootstrap > kftenants-rbac.yaml", "For the review of the person who may grant rights."),
            new Example("kftenants bootstrap | kubectl apply -f -", "Create the roles."),
            new Example("kftenants bootstrap --plan-only --bind-user rev@example.com", "For a reviewer: what plan needs, no more."),
            new Example("kftenants bootstrap --bind-serviceaccount ci:kftenants", "For the pipeline that applies."),
            new Example("kftenants bootstrap --policies vap | kubectl apply -f -", "Enforce posix and walltime."))
        {
            { Section.Input, files },
            { Section.Output, planOnly, policies },
            { Section.Bindings, users, accounts },
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(policies) is not null &&
                (result.GetValue(planOnly) || ((Option[])[files, users, accounts]).Any(o => result.GetResult(o) is { Implicit: false })))
            {
                result.AddError("--policies prints nothing but policies, which are the same for every file: leave the other options out.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => (parsed.GetValue(policies) is { } engine
            ? await PrintAsync(PolicyYaml.Of(engine), global.Terminal(parsed, terminal), cancellationToken)
            : await RunAsync(
            parsed.GetValue(files) ?? [],
            parsed.GetValue(planOnly),
            [.. (parsed.GetValue(users) ?? []).Concat(parsed.GetValue(accounts) ?? []).Distinct()],
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    private static Option<RoleSubject[]> Bind(string name, string value, Func<string, RoleSubject?> read, string description, string rule) => new(name)
    {
        Description = description,
        HelpName = value,
        CustomParser = result => CommonOptions.Parse(result, text => (read(text), $"{name} {text}: {rule}.")),
    };

    private static async Task<ExitCode> RunAsync(
        string[] paths, bool planOnly, ImmutableArray<RoleSubject> subjects, Terminal terminal, CancellationToken cancellationToken)
    {
        var places = ToolPlaces.Default;
        if (paths.Length > 0 || File.Exists(terminal.FullPath(PlanRequest.DefaultPath)))
        {
            var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken);
            places = ToolPlaces.Of(CheckedInput.SetOf(documents, terminal));
        }

        return await PrintAsync(BootstrapYaml.Of(places, planOnly, subjects), terminal, cancellationToken);
    }

    private static async Task<ExitCode> PrintAsync(string manifests, Terminal terminal, CancellationToken cancellationToken)
    {
        await terminal.Out.WriteAsync(manifests.AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
