using KfTenants.Sandbox;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Short texts that stand for long ones, and deep ones, are refused at once.</summary>
public sealed class HostileKubeconfigTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "aliases of lists of aliases",
            "a0: &a0 [x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 8))}]\n")) },
        { "a million entries", "a: [" + string.Concat(Enumerable.Repeat("b,", 1_000_000)) + "]" },
        { "deep lists", new string('[', 100_000) },
        { "deep maps", string.Concat(Enumerable.Repeat("{a: ", 100_000)) },
        { "deep blocks", string.Concat(Enumerable.Repeat("- ", 100_000)) },
        { "nested anchors", string.Concat(Enumerable.Range(0, 60).Select(i => $"&a{i} [")) + string.Concat(Enumerable.Repeat("b,", 150_000)) + new string(']', 60) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_kubeconfig_is_refused_before_it_grows(string what, string text) =>
        Assert.StartsWith("kubeconfig /k", Refused(what, () => KubeconfigFile.Parse("/k", text)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_manifest_is_refused_or_ignored_before_it_grows(string what, string text) =>
        Refused(what, () => ManifestFile.Parse("/m.yaml", System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_file_of_many_documents_is_read_in_one_go() =>
        Refused("documents", () => ManifestFile.Parse("/m.yaml", System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("---\na: b\n", 100_000)))));

    [Fact]
    public void A_kubeconfig_without_end_is_not_read()
    {
        if (File.Exists("/dev/zero"))
        {
            Assert.Contains("more than 4 MiB", Refused("/dev/zero", () => KubeconfigFile.Load(["/dev/zero"])), StringComparison.Ordinal);
        }
    }

    private static string Refused(string what, Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = "";
        try
        {
            read();
        }
        catch (KfTenantsException e)
        {
            message = e.Message;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 1_500_000_000, $"{what}: {allocated} bytes");
        return message;
    }
}
