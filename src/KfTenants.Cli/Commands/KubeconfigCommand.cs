using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary><c>kubeconfig</c>: what who works in a tenant from outside needs, and nothing of who wrote it.</summary>
internal static class KubeconfigCommand
{
    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var files = CommonOptions.Files();
        var tenant = new Argument<string>("TENANT") { Description = "The tenant, of the tenants file." };
        tenant.CompletionSources.Add(context => Suggestions.Tenants(context.ParseResult.GetValue(files), terminal));
        var account = Text("--service-account", "NAME", "A program: it signs in with a token of this service account.");
        var exec = new Option<bool>("--exec") { Description = "With --service-account: no token in the file, but kftenants exec-credential, which asks for one at each use." };
        var oidc = new Option<bool>("--oidc") { Description = "A person: they sign in at platform.oidc of the file, by kubelogin (kubectl oidc-login)." };
        var gke = new Option<bool>("--gke") { Description = "A person or program of Google Cloud, by gke-gcloud-auth-plugin." };
        var aks = Text("--aks", "DIRECTORY-ID", "A person or program of Azure, by kubelogin.");
        var eks = Text("--eks", "CLUSTER[:REGION]", "A person or program of AWS, by aws eks get-token. The region is read from the server's name where it says it.");
        var managed = new Option<bool>("--managed") { Description = "No credentials: who gets it has a way to sign in already, as Open OnDemand's managed." };
        var lifetime = CommonOptions.Duration("--ttl", "How long the token lives. Default: 24h");
        var name = Text("--name", "NAME", "The name of the credential, to list, rotate and revoke it by. Default: kubeconfig- and the account");
        var format = new Option<string>("--format")
        {
            Description = "kubeconfig; env: variables K8S_*; python or csharp: code that reads these variables, without a secret. Default: kubeconfig",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => KubeconfigRequest.Kubeconfig,
        };
        format.AcceptOnlyFromAmong(KubeconfigRequest.Kubeconfig, KubeconfigRequest.Variables, KubeconfigRequest.Python, KubeconfigRequest.CSharp);
        var path = new Option<string?>("--out", "-o") { Description = "The file, which only you may read. Default: standard output", HelpName = "FILE" };
        var merge = new Option<bool>("--merge") { Description = "Put it into this file: its cluster, user and context; the rest stays as it is." };
        var use = new Option<bool>("--use-context") { Description = "With --merge: make it the current context." };
        var force = new Option<bool>("--force") { Description = "Replace a file that other users may read or write." };
        var show = ExecCredentialCommand.Show();
        var server = Text("--server", "URL", "The address of the API server for who gets it, where it is not the one that you use.");
        var cluster = Text("--cluster-name", "NAME", "What the kubeconfig calls the cluster. Default: as yours does");
        var command = new Verb(
            VerbGroup.Everyday, "kubeconfig", "Write a kubeconfig for one tenant: one cluster, one user, its namespace, and never your own credentials.",
            new Example("kftenants kubeconfig team-vision --service-account sdk-user -o team-vision.kubeconfig", "For a program, with a token for a day."),
            new Example("kftenants kubeconfig team-vision --service-account sdk-user --exec -o tv.kubeconfig", "On a machine with rights of its own: a token at each use."),
            new Example("kftenants kubeconfig team-vision --oidc -o ana.kubeconfig", "For a person, who signs in by themselves."),
            new Example("kftenants kubeconfig team-vision --service-account sdk-user --format env -o team-vision.env", "Variables for the Kubeflow SDK."),
            new Example("kftenants kubeconfig team-vision --format python", "The code that reads them."))
        {
            tenant,
            { Section.Input, files },
            { Section.SignIn, account, exec, lifetime, name, oidc, gke, aks, eks, managed },
            { Section.Output, format, path, merge, use, force, show, server, cluster },
        };
        global.AddClusterTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var kind = parsed.GetRequiredValue(format);
            var (signIn, parameter) = Chosen(
                kind,
                (account, parsed.GetValue(account), HandedSignIn.Account),
                (oidc, parsed.GetValue(oidc) ? "" : null, HandedSignIn.Oidc),
                (gke, parsed.GetValue(gke) ? "" : null, HandedSignIn.Gke),
                (aks, parsed.GetValue(aks), HandedSignIn.Aks),
                (eks, parsed.GetValue(eks), HandedSignIn.Eks),
                (managed, parsed.GetValue(managed) ? "" : null, HandedSignIn.Managed));
            RefuseIdle(parsed, signIn, kind, [exec, lifetime, name], [path, merge, use, force, server, cluster]);
            var request = new KubeconfigRequest(
                parsed.GetRequiredValue(tenant),
                parsed.GetValue(files) ?? [],
                signIn,
                parsed.GetValue(account),
                parameter,
                parsed.GetValue(exec),
                parsed.GetValue(lifetime),
                parsed.GetValue(name),
                kind,
                parsed.GetValue(path),
                parsed.GetValue(server),
                parsed.GetValue(cluster),
                parsed.GetValue(merge),
                parsed.GetValue(use),
                parsed.GetValue(force),
                parsed.GetValue(show));
            return (await KubeconfigHandout.RunAsync(
                request, global.Cluster(parsed), parsed.GetValue(global.Verbose), global.Terminal(parsed, terminal), cancellationToken)).Number;
        });
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    // Exactly one, but for code, which is the same for all.
    private static (HandedSignIn SignIn, string? Parameter) Chosen(string format, params ReadOnlySpan<(Option Option, string? Value, HandedSignIn SignIn)> ways)
    {
        (Option Option, string? Value, HandedSignIn SignIn)? chosen = null;
        foreach (var way in ways)
        {
            if (way.Value is not null && chosen is { } other)
            {
                throw new RefusedException(ExitCode.Usage, $"{other.Option.Name} cannot be combined with {way.Option.Name}: one kubeconfig has one user");
            }

            chosen = way.Value is not null ? way : chosen;
        }

        return chosen is { } one ? (one.SignIn, one.Value)
            : format is KubeconfigRequest.Python or KubeconfigRequest.CSharp ? (HandedSignIn.Managed, null)
            : throw new RefusedException(ExitCode.Usage, "kubeconfig: say how who gets it signs in: --service-account, --oidc, --gke, --aks, --eks or --managed");
    }

    // An option that has no effect is a mistake.
    private static void RefuseIdle(ParseResult parsed, HandedSignIn signIn, string format, Option[] ofAccounts, Option[] ofFiles)
    {
        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
        if (signIn != HandedSignIn.Account && ofAccounts.FirstOrDefault(IsGiven) is { } idle)
        {
            throw new RefusedException(ExitCode.Usage, $"{idle.Name} is of --service-account");
        }

        if (IsGiven(ofAccounts[0]) && ofAccounts.Skip(1).FirstOrDefault(IsGiven) is { } other)
        {
            throw new RefusedException(ExitCode.Usage, $"{other.Name} cannot be combined with --exec: its tokens are short, and have no name");
        }

        if (format is KubeconfigRequest.Python or KubeconfigRequest.CSharp && ofFiles.Skip(1).FirstOrDefault(IsGiven) is { } code)
        {
            throw new RefusedException(ExitCode.Usage, $"{code.Name} has no meaning for --format {format}: it prints code");
        }

        if (IsGiven(ofFiles[1]) && (!IsGiven(ofFiles[0]) || format != KubeconfigRequest.Kubeconfig))
        {
            throw new RefusedException(ExitCode.Usage, "--merge is for kubeconfigs: name the file with -o");
        }

        if (IsGiven(ofFiles[2]) && !IsGiven(ofFiles[1]))
        {
            throw new RefusedException(ExitCode.Usage, "--use-context is of --merge: a file of its own has one context");
        }

        if (format == KubeconfigRequest.Variables && (signIn != HandedSignIn.Account || IsGiven(ofAccounts[0])))
        {
            throw new RefusedException(ExitCode.Usage, "--format env is of --service-account with a token: the variables hold one");
        }
    }
}
