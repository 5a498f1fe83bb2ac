using System.Text;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>A temporary folder with configuration files, and connections resolved from it.</summary>
internal sealed class TestHome : IDisposable
{
    public const string Server = "https://cluster.test:6443";

    public TestHome()
    {
        Folder = Directory.CreateTempSubdirectory("kftenants-").FullName;
        Environment["PATH"] = "/usr/bin:/bin";
    }

    public string Folder { get; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables that plugins do not get.</summary>
    public string[] Withheld { get; set; } = [];

    public bool IsTerminal { get; set; }

    public TimeSpan PluginTimeout { get; set; } = TimeSpan.FromSeconds(20);

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A whole kubeconfig with one context; both bodies are YAML flow or block at six spaces.</summary>
    public static string Config(string user, string cluster = "{server: \"" + Server + "\"}", string context = "{cluster: cl, user: u}") => $"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts:
        - name: c
          context: {context}
        clusters:
        - name: cl
          cluster: {cluster}
        users:
        - name: u
          user: {user}
        """;

    public string Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public string Script(string path, string body)
    {
        var full = Write(path, "#!/bin/sh\n" + body);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return full;
    }

    public ConnectionRequest Request(string? kubeconfig = null, string? context = null) => new()
    {
        Kubeconfig = kubeconfig,
        Context = context,
        Environment = Environment,
        Withheld = [.. Withheld],
        HomeDirectory = Path.Combine(Folder, "home"),
        WorkingDirectory = Folder,
        StandardInputIsTerminal = IsTerminal,
        ServiceAccountDirectory = Path.Combine(Folder, "serviceaccount"),
        PluginTimeout = PluginTimeout,
        Time = Time,
    };

    public ClusterConnection Resolve(string? kubeconfig = null, string? context = null) => ClusterConnection.Resolve(Request(kubeconfig, context));

    /// <summary>Resolves a kubeconfig given as text.</summary>
    public ClusterConnection ResolveText(string text, string? context = null) => Resolve(Write("config", text), context);

    public string Failure(string? kubeconfig = null, string? context = null)
    {
        var error = Assert.Throws<KfTenantsException>(() => Resolve(kubeconfig, context)).Message;
        Assert.DoesNotContain('\n', error);
        return error.Replace(Folder, "W", StringComparison.Ordinal);
    }

    public string FailureOf(string text, string? context = null) => Failure(Write("config", text), context);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
