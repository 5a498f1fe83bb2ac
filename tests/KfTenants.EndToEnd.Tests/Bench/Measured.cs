using System.Diagnostics;
using System.Globalization;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>One whole process: what a person waits for, and what it takes of the machine.</summary>
/// <param name="Elapsed">From its start to its end, in milliseconds.</param>
/// <param name="Cpu">User and system time of all its threads, in milliseconds; in steps of the kernel's clock, usually 10 ms.</param>
/// <param name="Peak">The most memory it had at once (VmHWM), in MB of 2^20 bytes.</param>
public sealed record Measured(double Elapsed, double Cpu, double Peak)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    /// <summary>What its last run said on standard output.</summary>
    public string Out { get; private init; } = "";

    /// <summary>Runs a program to its end; asserts how it ended.</summary>
    /// <param name="codes">The exit codes that are right.</param>
    public static async Task<Measured> RunAsync(string program, string[] arguments, params int[] codes)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var end = process.WaitForExitAsync();
        var (cpu, peak) = (0.0, 0.0);
        while (await Task.WhenAny(end, Task.Delay(Pause)) != end)
        {
            cpu = Math.Max(cpu, CpuOf(process.Id));
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        watch.Stop();
        Assert.True((codes.Length == 0 ? [0] : codes).Contains(process.ExitCode), $"{program} {string.Join(' ', arguments)}: {process.ExitCode}\n{await error}");
        return new Measured(watch.Elapsed.TotalMilliseconds, cpu, peak) { Out = await output };
    }

    /// <summary>What a process has used until now, in milliseconds; 0 when it has ended.</summary>
    public static double CpuOf(int id)
    {
        // After the name in brackets: state, parent …; user and system time are the twelfth and thirteenth (proc_pid_stat(5)).
        var fields = Read($"/proc/{id}/stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : [];
        return fields.Length < 13 ? 0 : (Number(fields[11]) + Number(fields[12])) * 10;
    }

    /// <summary>The most memory that a process has had, in MB; 0 when it has ended.</summary>
    public static double PeakOf(int id) =>
        Read($"/proc/{id}/status").Split('\n').FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024
            : 0;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
