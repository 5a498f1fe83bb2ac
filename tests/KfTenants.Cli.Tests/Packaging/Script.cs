using System.Diagnostics;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Packaging;

/// <summary>Runs a script of the repository as a person would.</summary>
internal static class Script
{
    /// <summary>One time for every archive and document.</summary>
    public const long Epoch = 1_767_323_045;

    public static readonly string Repository = TestPaths.Repository(typeof(Script));

    /// <param name="name">Its name below <c>script/</c>.</param>
    public static Task<(int Code, string Out, string Error)> RunAsync(string name, params string[] arguments) =>
        StartAsync(Path.Combine(Repository, "script", name), arguments);

    public static async Task<(int Code, string Out, string Error)> StartAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOURCE_DATE_EPOCH"] = Epoch.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"still running after two minutes: {file} {string.Join(' ', arguments)}");
        }

        return (process.ExitCode, await output, await error);
    }
}
