using System.Diagnostics;
using System.Text;

namespace KfTenants.Testing;

/// <summary>
/// The program as a file of its own. <c>KFTENANTS_PROGRAM</c> names the one that is tested, the native one in CI; without it that is
/// the build beside the tests, which the SDK runs.
/// </summary>
public static class ProgramFile
{
    /// <summary>The given file; null when none is given.</summary>
    public static string? Given => Variable("KFTENANTS_PROGRAM");

    /// <summary>What to start, and the words before the program's own arguments.</summary>
    public static (string File, string[] Before) Command => Given is { } file
        ? (file, [])
        : (Variable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "kftenants.dll")]);

    /// <summary>Runs the given file with nothing on standard input and no other environment; its clock, person and host are those of tests/native/surroundings.c.</summary>
    public static async Task<(int Code, string Out, string Error)> RunAsync(string directory, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Command.File, [.. Command.Before, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["LD_PRELOAD"] = Variable("KFTENANTS_SURROUNDINGS") ?? throw new InvalidOperationException("KFTENANTS_SURROUNDINGS is not set; run script/check-native");
        using var process = Process.Start(start) ?? throw new InvalidOperationException("the program did not start");
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new InvalidOperationException($"still running after three minutes: {string.Join(' ', arguments)}");
        }

        return (process.ExitCode, await output, await error);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
