using System.Collections.Immutable;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>A user's <c>exec</c> block: the credential plugin to start. Its environment may hold secrets and is never printed.</summary>
internal sealed class ExecConfig
{
    public const string V1 = "client.authentication.k8s.io/v1";
    public const string V1Beta1 = "client.authentication.k8s.io/v1beta1";

    public required string User { get; init; }

    public required string ApiVersion { get; init; }

    /// <summary>Absolute, or a bare name to be looked for in PATH.</summary>
    public required string Command { get; init; }

    public ImmutableArray<string> Arguments { get; init; } = [];

    public ImmutableArray<(string Name, string Value)> Environment { get; init; } = [];

    public string? InstallHint { get; init; }

    public bool ProvideClusterInfo { get; init; }

    /// <summary><c>Never</c>, <c>IfAvailable</c> or <c>Always</c>; not checked until <see cref="Problem"/>.</summary>
    public string? InteractiveMode { get; init; }

    public static ExecConfig Read(string user, KubeconfigFields fields)
    {
        var apiVersion = fields.Text("apiVersion") ?? "";
        var command = fields.Text("command") ?? "";
        var mode = fields.Text("interactiveMode");
        return new ExecConfig
        {
            User = user,
            ApiVersion = apiVersion,
            // A command with a slash is relative to its kubeconfig; a bare one is looked for in PATH alone.
            Command = command.Contains('/', StringComparison.Ordinal) ? fields.FilePath("command")! : command,
            Arguments = fields.Texts("args"),
            Environment = [.. fields.List("env").Select(e => (e.Text("name") ?? "", e.Text("value") ?? ""))],
            InstallHint = fields.Text("installHint"),
            ProvideClusterInfo = fields.Flag("provideClusterInfo"),
            // v1beta1 has a default, v1 has none (client-go tools/clientcmd/api/v1/defaults.go).
            InteractiveMode = string.IsNullOrEmpty(mode) && apiVersion == V1Beta1 ? "IfAvailable" : mode,
        };
    }

    /// <summary>What is wrong with the block, in kubectl's words; null when it may be used.</summary>
    public string? Problem()
    {
        if (Command.Length == 0)
        {
            return $"command must be specified for {User} to use exec authentication plugin";
        }

        if (ApiVersion.Length == 0)
        {
            return $"apiVersion must be specified for {User} to use exec authentication plugin";
        }

        if (ApiVersion is not (V1 or V1Beta1))
        {
            return $"exec plugin: invalid apiVersion \"{ApiVersion}\"";
        }

        if (Environment.Any(e => e.Name.Length == 0))
        {
            return $"env variable name must be specified for {User} to use exec authentication plugin";
        }

        return InteractiveMode switch
        {
            "Never" or "IfAvailable" or "Always" => null,
            null or "" => $"interactiveMode must be specified for {User} to use exec authentication plugin",
            var other => $"invalid interactiveMode for {User}: \"{other}\"",
        };
    }
}
