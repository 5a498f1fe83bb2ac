using System.Diagnostics;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>kubectl itself, as an administrator of the test cluster.</summary>
public static class Kubectl
{
    /// <summary>What it answers, whatever its exit code.</summary>
    public static async Task<string> AskAsync(TestCluster cluster, params string[] arguments) => (await RunAsync(cluster, arguments)).Out.Trim();

    /// <summary><c>kubectl apply -f</c> of a manifest, as people did before server-side apply; asserts that it worked.</summary>
    public static async Task ApplyAsync(TestCluster cluster, string manifest)
    {
        var file = Path.Combine(Path.GetTempPath(), $"kftenants-manifest-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, manifest);
        try
        {
            var (code, output, error) = await RunAsync(cluster, "apply", "--validate=false", "-f", file);
            Assert.True(code == 0, output + error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(TestCluster cluster, params string[] arguments)
    {
        var start = new ProcessStartInfo(EndToEndRun.Kubectl!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. arguments, "--kubeconfig", cluster.Kubeconfig("kubectl", "system:masters")])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HOME"] = Path.GetTempPath();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
