namespace KfTenants.Logins.Dex;

/// <summary>Short configurations that stand for long ones, and deep ones, are refused at once.</summary>
public sealed class HostileDexConfigTests
{
    private static string Entries(int count, string rest) => string.Concat(Enumerable.Range(0, count).Select(i => $"- {{email: u{i}@x.y, {rest}}}\n"));

    public static TheoryData<string, string> Texts => new()
    {
        { "one long list of groups in every entry", "g: &g [" + string.Concat(Enumerable.Repeat("a,", 50_000)) + "]\nstaticPasswords:\n" + Entries(10_000, "groups: *g") },
        { "one long map merged into every entry",
            "g: &g {" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"k{i}: 1,")) + "}\nstaticPasswords:\n" + Entries(10_000, "<<: *g") },
        { "merges of merges", "a0: &a0 {x: y}\n" + string.Concat(Enumerable.Range(1, 19)
            .Select(i => $"a{i}: &a{i} {{<<: [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 8))}]}}\n")) + "staticPasswords:\n" + Entries(1000, "<<: *a19") },
        { "deep lists", new string('[', 100_000) },
        { "deep maps", string.Concat(Enumerable.Repeat("{a: ", 100_000)) },
        { "deep blocks", string.Concat(Enumerable.Repeat("- ", 100_000)) },
        { "larger than a ConfigMap", "a: " + new string('b', 3_000_000) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void It_is_refused_before_it_grows(string what, string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<FormatException>(() => DexConfig.Parse(text)).Message;
        Assert.StartsWith("line ", message, StringComparison.Ordinal);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 1_000_000_000, $"{what}: {allocated} bytes");
    }
}
