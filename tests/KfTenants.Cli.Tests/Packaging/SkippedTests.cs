using System.Diagnostics;

namespace KfTenants.Cli.Tests.Packaging;

/// <summary>What a fresh clone with the SDK alone says of the tests that it cannot run.</summary>
public sealed class SkippedTests
{
    [Fact]
    public async Task The_end_to_end_tests_are_skipped_in_one_line_that_says_how_to_run_them()
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["test", Path.Combine(Script.Repository, "tests", "KfTenants.EndToEnd.Tests"), "--no-build", "--no-restore", "--nologo"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("KFTENANTS_E2E");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(
            "Skipped: all of KfTenants.EndToEnd.Tests, which needs a real API server. script/e2e builds one and runs them.",
            output.Trim());
        Assert.Equal(0, process.ExitCode);
    }
}
