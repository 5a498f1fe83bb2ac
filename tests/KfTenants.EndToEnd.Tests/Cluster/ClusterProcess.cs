using System.Diagnostics;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>
/// One program of the control plane. It runs under a shell that kills it as soon as our end of a pipe closes: also when the test
/// run itself is killed, nothing stays behind.
/// </summary>
public sealed class ClusterProcess : IDisposable
{
    private const string Supervisor = """
        exec 3<&0 2>/dev/null
        "$@" 3<&- </dev/null >"$KFTENANTS_E2E_LOG" 2>&1 &
        child=$!
        (read -r _ <&3; kill -KILL "$child" 2>/dev/null) &
        wait "$child"
        """;

    private readonly Process _shell;
    private readonly string _log;

    private ClusterProcess(string name, Process shell, string log)
    {
        Name = name;
        _shell = shell;
        _log = log;
    }

    public string Name { get; }

    public static ClusterProcess Start(string name, string folder, IEnumerable<string> arguments)
    {
        var log = Path.Combine(folder, name + ".log");
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", Supervisor, name, Path.Combine(EndToEndRun.Binaries, name), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["KFTENANTS_E2E_LOG"] = log;
        var shell = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        return new ClusterProcess(name, shell, log);
    }

    /// <summary>Waits until the program is ready, and says why it is not.</summary>
    public async Task WaitAsync(Func<Task<bool>> isReady)
    {
        var watch = Stopwatch.StartNew();
        while (!await isReady())
        {
            if (_shell.HasExited || watch.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new InvalidOperationException($"{Name} is not ready after {watch.Elapsed.TotalSeconds:F0} s:\n{Tail()}");
            }

            await Task.Delay(50);
        }
    }

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private string Tail()
    {
        using var stream = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(20));
    }
}
