using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// Starts a credential plugin by the protocol of client.authentication.k8s.io. Beyond kubectl: a time limit, the whole process
/// tree is ended on expiry or cancellation, and a grandchild that keeps the output open is not waited for.
/// </summary>
internal sealed class ExecPlugin(ConnectionRequest request, ExecConfig config, string where, JsonObject? clusterInfo)
{
    private const int MaxOutput = 1 << 20;

    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    /// <summary><c>spec.cluster</c> of KUBERNETES_EXEC_INFO; null unless the plugin asks for it.</summary>
    public static JsonObject? ClusterInfo(ExecConfig config, ClusterEntry cluster, string? bundle)
    {
        if (!config.ProvideClusterInfo)
        {
            return null;
        }

        var info = new JsonObject { ["server"] = cluster.Server };
        AddText("tls-server-name", cluster.TlsServerName);
        if (cluster.InsecureSkipTlsVerify)
        {
            info["insecure-skip-tls-verify"] = true;
        }

        AddText("certificate-authority-data", bundle is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(bundle)));
        AddText("proxy-url", cluster.ProxyUrl);
        if (cluster.DisableCompression)
        {
            info["disable-compression"] = true;
        }

        info["config"] = cluster.ExecExtension?.DeepClone();
        return info;

        void AddText(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                info[name] = value;
            }
        }
    }

    /// <exception cref="KfTenantsException">It cannot be started, fails, takes too long or answers nonsense.</exception>
    public async Task<ExecPluginAnswer> RunAsync(CancellationToken cancellationToken)
    {
        var isInteractive = config.InteractiveMode != "Never" && request.StandardInputIsTerminal;
        if (config.InteractiveMode == "Always" && !isInteractive)
        {
            throw Wrong("exec plugin cannot support interactive mode: standard input is not a terminal");
        }

        using var process = Start(isInteractive);
        using var limit = new CancellationTokenSource(isInteractive ? Timeout.InfiniteTimeSpan : request.PluginTimeout, request.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var output = new ProcessOutput(process.StandardOutput.BaseStream, MaxOutput);
        try
        {
            if (!isInteractive)
            {
                process.StandardInput.Close();
            }

            await process.WaitForExitAsync(either.Token);
            await Task.WhenAny(output.Completed, Task.Delay(OutputGrace, request.Time, either.Token));
            either.Token.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Wrong($"exec: executable {config.Command} did not answer within {request.PluginTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (IOException)
        {
            throw Wrong($"exec: executable {config.Command} closed its input early");
        }
        finally
        {
            Kill(process);
        }

        if (process.ExitCode != 0)
        {
            throw Wrong($"exec: executable {config.Command} failed with exit code {process.ExitCode}");
        }

        return output.Text() is { } text
            ? ExecPluginAnswer.Parse(text, config, where)
            : throw Wrong($"exec: executable {config.Command} printed more than {MaxOutput} bytes");
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended in between, or part of its tree did.
        }
    }

    private Process Start(bool isInteractive)
    {
        var info = new ProcessStartInfo(Executable())
        {
            UseShellExecute = false,
            RedirectStandardInput = !isInteractive,
            RedirectStandardOutput = true,
            // Inherited: the plugin speaks to the user there, and an unread pipe would block it.
            RedirectStandardError = false,
            WorkingDirectory = request.WorkingDirectory,
        };
        foreach (var argument in config.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        foreach (var (name, value) in request.Environment.Where(v => !request.Withheld.Contains(v.Key)))
        {
            info.Environment[name] = value;
        }

        foreach (var (name, value) in config.Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment["KUBERNETES_EXEC_INFO"] = ExecInfo(isInteractive);
        try
        {
            return Process.Start(info) ?? throw Wrong($"exec: executable {config.Command} could not be started");
        }
        catch (Win32Exception e)
        {
            var why = e.NativeErrorCode switch
            {
                2 => "no such file or directory",
                8 => "is not an executable",
                13 => "permission denied",
                var code => $"the system refuses (error {code})",
            };
            throw Wrong($"exec: executable {config.Command}: {why}{Hint()}");
        }
    }

    private string ExecInfo(bool isInteractive)
    {
        var spec = new JsonObject();
        if (clusterInfo is not null)
        {
            spec["cluster"] = clusterInfo.DeepClone();
        }

        spec["interactive"] = isInteractive;
        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = config.ApiVersion, ["spec"] = spec }.ToJsonString();
    }

    /// <summary>A bare name is looked for in PATH alone: .NET by itself would try the working directory first.</summary>
    private string Executable()
    {
        if (config.Command.Contains('/', StringComparison.Ordinal))
        {
            return config.Command;
        }

        return (request.Variable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, config.Command))
            .FirstOrDefault(File.Exists)
            ?? throw Wrong($"exec: executable {config.Command} not found in PATH; it is a credential plugin that must be installed{Hint()}");
    }

    private string Hint()
    {
        if (string.IsNullOrWhiteSpace(config.InstallHint))
        {
            return "";
        }

        // One line, and no control sequence of a foreign file reaches the terminal.
        var hint = new StringBuilder(": ");
        foreach (var c in config.InstallHint.Trim())
        {
            hint.Append(c is '\n' or '\r' or '\t' ? " " : char.IsControl(c) ? $"U+{(int)c:X4}" : c.ToString());
        }

        return hint.ToString();
    }

    private KfTenantsException Wrong(string what) => new($"{where}: {what}");
}
