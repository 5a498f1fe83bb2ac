using System.Diagnostics;
using KfTenants.Testing;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// A folder with a tenants file, and the program as users have it: a process, with arguments, an environment and an exit code.
/// </summary>
public sealed class Workspace : IDisposable
{
    // The commands that have --kubeconfig.
    private static readonly string[] UsesCluster =
        ["plan", "apply", "history", "snapshot", "unlock", "access", "audit", "doctor", "import", "reap", "touch", "kubeconfig", "token", "exec-credential"];

    private readonly string _kubeconfig;
    private readonly string _folder = Directory.CreateTempSubdirectory("kftenants-run-").FullName;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly List<string> _secrets = [];
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <param name="kubeconfig">Given to every command that asks a cluster; empty: the tenants file says where its clusters are.</param>
    public Workspace(string kubeconfig, TenantsFile? file = null)
    {
        _kubeconfig = kubeconfig;
        if (file is not null)
        {
            Write(file);
        }
    }

    public void Write(TenantsFile file) => Write("tenants.yaml", file.ToYaml());

    public string Write(string name, string text)
    {
        _written.Add(Path.Combine(_folder, name));
        File.WriteAllText(Path.Combine(_folder, name), text);
        return name;
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>An environment variable of every run that follows; its value must not appear in anything the program says.</summary>
    public void SetSecret(string variable, string value)
    {
        _environment[variable] = value;
        _secrets.Add(value);
    }

    /// <summary>A text that must not appear in anything the program says.</summary>
    public void Hide(string secret) => _secrets.Add(secret);

    /// <summary>The plan as JSON; asserts how planning ended.</summary>
    public async Task<PlanDocument> PlanAsync(int code = 0) => new((await RunAsync("plan", "-o", "json")).Ends(code).Out);

    public async Task<Run> ApplyAsync(params string[] arguments) => await RunAsync(["apply", "--auto-approve", .. arguments]);

    /// <summary>The report of an apply; asserts how it ended.</summary>
    public async Task<ReportDocument> ReportAsync(int code) => new((await ApplyAsync("-o", "json")).Ends(code).Out);

    /// <summary>Runs the program to its end.</summary>
    public async Task<Run> RunAsync(params string[] arguments) => await StartAsync(arguments, _ => Task.CompletedTask);

    /// <summary>Runs the program, and does something to its process while it runs.</summary>
    public async Task<Run> StartAsync(string[] arguments, Func<Process, Task> during)
    {
        // What runs these tests in the background may have SIGINT ignored, and children inherit that.
        var start = new ProcessStartInfo("env")
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var (program, before) = ProgramFile.Command;
        var isLeft = arguments.Intersect(["--cluster-dir", "--kubeconfig", "--judge"]).Any() || _kubeconfig.Length == 0;
        string[] cluster = UsesCluster.Contains(arguments[0]) && !isLeft ? ["--kubeconfig", _kubeconfig] : [];
        foreach (var argument in (string[])["--default-signal=INT", program, .. before, .. arguments, .. cluster])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HOME"] = _folder;
        start.Environment.Remove("KUBECONFIG");
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("the program did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var shown = ProcessArguments.WatchAsync(process);
        await during(process);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"still running after three minutes: {string.Join(' ', arguments)}\n{await output}\n{await error}");
        }

        var run = new Run(process.ExitCode, await output, await error);
        Assert.False(run.Error.Contains("   at ", StringComparison.Ordinal), "it crashed:\n" + run.Error);
        CheckSecrets(string.Join(' ', arguments), run, await shown);
        return run;
    }

    /// <summary>All that a run said, saved or showed in the process list; what the test itself wrote into the folder is not of it.</summary>
    private void CheckSecrets(string command, Run run, string processList)
    {
        string[] secrets = [.. _secrets, .. CredentialsOf(_kubeconfig)];
        Canaries.Check("standard output of " + command, run.Out, secrets);
        Canaries.Check("standard error of " + command, run.Error, secrets);
        Canaries.Check("the process list during " + command, processList, secrets);
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => !_written.Contains(f)))
        {
            Canaries.Check($"{Path.GetFileName(file)} after {command}", File.ReadAllText(file), secrets);
        }
    }

    // Tokens and keys, as they stand in the file; the check knows their other forms.
    private static IEnumerable<string> CredentialsOf(string kubeconfig) =>
        from line in File.Exists(kubeconfig) ? File.ReadAllLines(kubeconfig) : []
        from word in (string[])["token:", "client-key-data:", "password:"]
        let at = line.IndexOf(word, StringComparison.Ordinal)
        where at >= 0
        select line[(at + word.Length)..].Split(',', '}')[0].Trim(' ', '"');

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
