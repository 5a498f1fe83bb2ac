using System.Text;

namespace KfTenants.Cli.Tests;

public sealed class StandardWriterTests
{
    [Theory]
    [InlineData("validate")]
    [InlineData("plan")]
    [InlineData("plan", "-o", "json")]
    [InlineData("apply", "--auto-approve")]
    [InlineData("schema")]
    [InlineData("--help")]
    [InlineData("--version")]
    public async Task A_full_disk_behind_standard_output_is_one_line_and_nothing_is_written(params string[] args)
    {
        using var run = new CaseRun();
        var terminal = new TestTerminal { Directory = run.Here };
        using var full = StandardWriter.ForOutput(new FullWriter());
        var value = terminal.Value with { Out = full, Environment = terminal.Value.Environment.Add("KFTENANTS_CLUSTER_DIR", "cluster") };

        Assert.Equal(1, await App.RunAsync(args, value, CancellationToken.None));
        Assert.Equal("error: standard output: cannot be written: no space left on the device\n", terminal.Error);
        Assert.False(Directory.Exists(Path.Combine(run.Here, "cluster", "team-speech")));
    }

    [Fact]
    public async Task Without_standard_error_the_work_is_done_and_the_exit_code_tells()
    {
        using var run = new CaseRun();
        var terminal = new TestTerminal { Directory = run.Here };
        using var full = StandardWriter.ForError(new FullWriter());
        var value = terminal.Value with { Error = full, Environment = terminal.Value.Environment.Add("KFTENANTS_CLUSTER_DIR", "cluster") };

        Assert.Equal(64, await App.RunAsync(["plna"], value, CancellationToken.None));
        Assert.Equal(0, await App.RunAsync(["apply", "--auto-approve", "--verbose"], value, CancellationToken.None));
        Assert.Contains("Verified: the cluster matches the file.", terminal.Out, StringComparison.Ordinal);
    }

    private sealed class FullWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device : '/dev/full'", hresult: 28);

        public override void Flush() => throw new IOException("No space left on device : '/dev/full'", hresult: 28);
    }
}
