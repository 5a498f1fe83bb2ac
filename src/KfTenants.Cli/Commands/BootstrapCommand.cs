using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Rbac;

namespace KfTenants.Cli.Commands;

/// <summary><c>bootstrap</c>: the least rights that plan and apply need, as manifests for the person who may grant them. Needs no cluster.</summary>
internal static class BootstrapCommand
{
    private const string OfTenantReaper = "The rights that kftenants reap tenants needs, and nothing else.";

    private const string OfPodReaper =
        "The rights that kftenants reap pods --apply needs, and nothing else. Who has them can read and delete every pod, service, configmap and secret,\n" +
        "so bind them to the service account that runs it alone; in the tenants' namespaces by a RoleBinding each, where --namespace-label is not used.";

    private const string OfCredentials =
        "The rights that kftenants token needs for the credentials of the file, and nothing else: in the namespaces of their tenants, which must exist.\n" +
        "Who has them can act as each of these service accounts.";

    private const string OfWebNode = "The rights that kftenants touch needs, for the hook of a web node: its service account, and nothing else.";

    /// <summary>Which rights are printed.</summary>
    private enum Part
    {
        Everything,
        Plan,
        TenantReaper,
        PodReaper,
        WebNode,
        Credentials,
    }

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        files.Description = "The tenants file that says where Dex is and how it learns of logins; may be repeated. Default: tenants.yaml if it exists, else Kubeflow's names";
        var planOnly = new Option<bool>("--plan-only") { Description = "Only what plan needs." };
        var doctor = new Option<bool>("--doctor") { Description = "Also what doctor reads besides, for all who plan: pods, events, volumes, nodes; no Secret." };
        var reaper = new Option<string?>("--reaper")
        {
            Description = "Only what reap needs: tenants, or pods, which may delete pods, services, configmaps and secrets of every tenant.",
            HelpName = "WHAT",
        };
        reaper.AcceptOnlyFromAmong(ReapCommand.Tenants, ReapCommand.Pods);
        var webNode = new Option<bool>("--web-node") { Description = "Only what a web node needs whose hook runs touch, with a service account for it." };
        var credentials = new Option<bool>("--credentials") { Description = "Only what token needs to issue, rotate and revoke the credentials of the file." };
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
            new Example("kftenants bootstrap --plan-only --doctor", "For who is on call: what plan and doctor need."),
            new Example("kftenants bootstrap --bind-serviceaccount ci:kftenants", "For the pipeline that applies."),
            new Example("kftenants bootstrap --policies vap | kubectl apply -f -", "Enforce posix and walltime."),
            new Example("kftenants bootstrap --web-node | kubectl apply -f -", "For an Open OnDemand web node."),
            new Example("kftenants bootstrap --credentials --bind-user rotation@example.com", "For who rotates the credentials of the file."))
        {
            { Section.Input, files },
            { Section.Output, planOnly, doctor, policies, reaper, webNode, credentials },
            { Section.Bindings, users, accounts },
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(policies) is not null &&
                ((Option[])[planOnly, doctor, files, users, accounts, reaper, webNode, credentials]).Any(o => result.GetResult(o) is { Implicit: false }))
            {
                result.AddError("--policies prints nothing but policies, which are the same for every file: leave the other options out.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) => (parsed.GetValue(policies) is { } engine
            ? await PrintAsync(PolicyYaml.Of(engine), global.Terminal(parsed, terminal), cancellationToken)
            : await RunAsync(
            parsed.GetValue(files) ?? [],
            Chosen(
                (planOnly, parsed.GetValue(planOnly), Part.Plan),
                (reaper, parsed.GetValue(reaper) is not null, parsed.GetValue(reaper) == ReapCommand.Pods ? Part.PodReaper : Part.TenantReaper),
                (webNode, parsed.GetValue(webNode), Part.WebNode),
                (credentials, parsed.GetValue(credentials), Part.Credentials)),
            parsed.GetValue(doctor),
            [.. (parsed.GetValue(users) ?? []).Concat(parsed.GetValue(accounts) ?? []).Distinct()],
            global.Terminal(parsed, terminal),
            cancellationToken)).Number);
        return command;
    }

    // Each is a whole of its own.
    private static Part Chosen(params ReadOnlySpan<(Option Option, bool IsGiven, Part Part)> options)
    {
        var (first, part) = ((Option?)null, Part.Everything);
        foreach (var (option, isGiven, chosen) in options)
        {
            if (isGiven && first is not null)
            {
                throw new RefusedException(ExitCode.Usage, $"{first.Name} cannot be combined with {option.Name}: run bootstrap for each");
            }

            (first, part) = isGiven ? (option, chosen) : (first, part);
        }

        return part;
    }

    private static Option<RoleSubject[]> Bind(string name, string value, Func<string, RoleSubject?> read, string description, string rule) => new(name)
    {
        Description = description,
        HelpName = value,
        CustomParser = result => CommonOptions.Parse(result, text => (read(text), $"{name} {text}: {rule}.")),
    };

    private static async Task<ExitCode> RunAsync(
        string[] paths, Part part, bool withDoctor, ImmutableArray<RoleSubject> subjects, Terminal terminal, CancellationToken cancellationToken)
    {
        if (withDoctor && part is not (Part.Everything or Part.Plan))
        {
            throw new RefusedException(ExitCode.Usage, "--doctor adds to the roles of plan: it cannot be combined with --reaper, --web-node or --credentials");
        }

        var manifests = part switch
        {
            Part.TenantReaper => BootstrapYaml.OfRoles(OfTenantReaper, PermissionTable.ForTenantReaper, account: null, subjects),
            Part.PodReaper => BootstrapYaml.OfRoles(OfPodReaper, PermissionTable.ForPodReaper, account: null, subjects),
            Part.WebNode => BootstrapYaml.OfRoles(OfWebNode, PermissionTable.ForWebNode, PermissionTable.WebNodeRole, subjects),
            Part.Credentials => await CredentialsAsync(paths, subjects, terminal, cancellationToken),
            _ => BootstrapYaml.Of(await PlacesAsync(paths, terminal, cancellationToken), part == Part.Plan, withDoctor, subjects),
        };
        return await PrintAsync(manifests, terminal, cancellationToken);
    }

    private static async Task<string> CredentialsAsync(string[] paths, ImmutableArray<RoleSubject> subjects, Terminal terminal, CancellationToken cancellationToken)
    {
        var rules = CredentialRights.Of(await OptionalSet.ReadAsync(paths, terminal, cancellationToken));
        return rules.IsEmpty
            ? throw new RefusedException(ExitCode.Usage, "--credentials: no tenant of the file declares credentials")
            : BootstrapYaml.OfRoles(OfCredentials, rules, account: null, subjects, example: "rotation@example.com");
    }

    private static async Task<ToolPlaces> PlacesAsync(string[] paths, Terminal terminal, CancellationToken cancellationToken)
    {
        var places = ToolPlaces.Default;
        if (paths.Length > 0 || File.Exists(terminal.FullPath(PlanRequest.DefaultPath)))
        {
            var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken);
            places = ToolPlaces.Of(CheckedInput.SetOf(documents, terminal));
        }

        return places;
    }

    private static async Task<ExitCode> PrintAsync(string manifests, Terminal terminal, CancellationToken cancellationToken)
    {
        await terminal.Out.WriteAsync(manifests.AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
