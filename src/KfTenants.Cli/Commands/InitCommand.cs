using System.CommandLine;
using KfTenants.Cli.Output;
using KfTenants.Kube;

namespace KfTenants.Cli.Commands;

/// <summary><c>init</c>: a tenants file to begin with, valid as it is written. What is there is never overwritten.</summary>
internal static class InitCommand
{
    internal const string Text = """
        # yaml-language-server: $schema=./tenants.schema.json
        #
        # Who may use which Kubeflow Profile, and how much of the cluster. Replace the people and the team by yours; then
        #
        #   kftenants validate     checks this file alone,
        #   kftenants plan         compares it with the cluster and shows every change,
        #   kftenants apply        shows the same, asks, and makes it so.
        #
        # The first line lets an editor complete and check the file while you type (VS Code: the extension "YAML" by Red Hat). It needs the
        # schema beside the file: kftenants schema > tenants.schema.json
        apiVersion: kftenants.io/v1
        kind: TenantSet
        metadata:
          name: production                  # what this file manages, apart from other sets in the same cluster; keep it

        # The people. Without this list, people are named by their addresses.
        users:
          - name: ana                       # the handle used below
            email: ana@example.com          # the identity, byte for byte as the person signs in with
          - name: ben
            email: ben@example.com
            # Only for who signs in with Dex's own passwords. Never write a password here:
            # login:
            #   passwordFrom: {env: KFT_BEN_PASSWORD}

        groups:
          - name: vision
            members: [ana, ben]

        # What tenants share: the quota of a namespace, and what a container gets when it does not say.
        tiers:
          small:
            quota: {cpu: 4, memory: 16Gi, requests.nvidia.com/gpu: 0}
            limitRange:
              default: {cpu: 1, memory: 2Gi}
              defaultRequest: {cpu: 100m, memory: 256Mi}

        defaults:
          tier: small

        tenants:
          - name: team-vision               # the Profile and its namespace
            owner: ana                      # one person, who may do everything
            contributors:
              - {user: ben, role: edit}     # view, edit or admin
              - {group: vision, role: view} # of several ways to one person, the strongest role counts
            # quota: {cpu: 8}               # merged over the tier's, key by key

        """;

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var file = new Argument<string>("FILE")
        {
            Description = $"The file to write. Default: {PlanRequest.DefaultPath}",
            DefaultValueFactory = _ => PlanRequest.DefaultPath,
        };
        var command = new Verb(
            VerbGroup.SettingUp, "init", "Write a commented tenants file to begin with; what is there is never overwritten.",
            new Example("kftenants init", "Begin with tenants.yaml."))
        {
            file,
        };
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(
            parsed.GetRequiredValue(file), global.Terminal(parsed, terminal), cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        if (DocumentFile.IsInput([path]))
        {
            throw new RefusedException(ExitCode.Usage, "init writes a file; name it, or leave it out for " + PlanRequest.DefaultPath);
        }

        await TextFiles.CreateAsync(terminal.FullPath(path), path, Text.ReplaceLineEndings("\n"), isPrivate: false, cancellationToken);
        var next = PasteText.Command(path == PlanRequest.DefaultPath ? ["kftenants", "validate"] : ["kftenants", "validate", "-f", path]);
        new StyledText().Line($"{path}: written; edit it, then run {next}").WriteTo(terminal.Out, terminal.ColorsOutput);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
