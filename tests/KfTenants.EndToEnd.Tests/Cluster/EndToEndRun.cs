namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>Whether these tests run, and with which binaries: script/e2e says so through the environment.</summary>
public static class EndToEndRun
{
    /// <summary><c>KFTENANTS_E2E=1</c>. Without it every test here is skipped, so that <c>dotnet test</c> needs no more than the SDK.</summary>
    public static bool IsOn => Environment.GetEnvironmentVariable("KFTENANTS_E2E") == "1";

    /// <summary>Why a test is skipped; null when it runs.</summary>
    public static string? WhyNot => IsOn ? null : "needs a real API server: run script/e2e";

    /// <summary>The directory with kube-apiserver, kube-controller-manager and etcd: what script/apiserver printed.</summary>
    public static string Binaries => Environment.GetEnvironmentVariable("KFTENANTS_E2E_BINARIES")
        ?? throw new InvalidOperationException("KFTENANTS_E2E_BINARIES is not set; run script/e2e");

    /// <summary>kubectl, where it is installed: a second opinion, from a program that shares no code with ours.</summary>
    public static string? Kubectl { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "kubectl"))
        .FirstOrDefault(File.Exists);
}
