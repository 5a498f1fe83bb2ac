namespace KfTenants.Cli.Tests.Output;

/// <summary><c>doctor -o html</c>: one page in which what others wrote does nothing.</summary>
public sealed class DoctorPageTests
{
    [Fact]
    public async Task The_page_says_what_the_text_says_and_what_comes_first()
    {
        using var run = new CaseRun();
        await File.WriteAllTextAsync(Path.Combine(run.Here, "cluster", "pod.yaml"), """
            apiVersion: v1
            kind: Pod
            metadata: {name: nb-0, namespace: team-audio}
            spec: {containers: [{name: main}, {name: istio-proxy}]}
            status:
              phase: Pending
              containerStatuses:
              - {name: main, image: "<img src=x onerror=alert(1)>", state: {waiting: {reason: ErrImagePull, message: "<script>alert(1)</script>"}}}
            """);
        Assert.Equal(4, await run.RunAsync("doctor --user ana@example.com -o html"));

        Assert.Contains("<h1>Doctor of <code>directory cluster</code></h1>", run.Out, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy", run.Out, StringComparison.Ordinal);
        Assert.Contains("DOC0802", run.Out, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", run.Out, StringComparison.Ordinal);
        Assert.Contains("<h2>ana@example.com in team-audio</h2>", run.Out, StringComparison.Ordinal);
        Assert.Contains("The way ends at login.", run.Out, StringComparison.Ordinal);
    }
}
