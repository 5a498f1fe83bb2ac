using System.Collections.Immutable;

namespace KfTenants.Cli.Tests;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(true, null, null, false, true)]
    [InlineData(false, null, null, false, false)]
    [InlineData(true, "1", null, false, false)]
    [InlineData(true, "", null, false, true)]
    [InlineData(true, null, "dumb", false, false)]
    [InlineData(true, null, null, true, false)]
    public void Colour_needs_a_terminal_and_nobody_against_it(bool isTerminal, string? noColor, string? term, bool option, bool expected)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string>();
        if (noColor is not null)
        {
            variables["NO_COLOR"] = noColor;
        }

        if (term is not null)
        {
            variables["TERM"] = term;
        }

        var terminal = new TestTerminal { IsOutputTerminal = isTerminal, Environment = variables.ToImmutable() }.Value with { NoColor = option };
        Assert.Equal(expected, terminal.ColorsOutput);
        Assert.False(terminal.ColorsError);
    }

    [Theory]
    [InlineData("secret\r", "secret")]
    [InlineData("secx\u007Fret\r", "secret")]
    [InlineData("wrong\u0015right\n", "right")]
    [InlineData("a😀\u007Fb\r", "ab")]
    [InlineData("\u007F\r", "")]
    [InlineData("", null)]
    public async Task Hidden_input_can_be_corrected(string keys, string? expected)
    {
        var terminal = new TestTerminal();
        foreach (var key in keys)
        {
            terminal.Keys.Enqueue(key);
        }

        Assert.Equal(expected, await terminal.Value.ReadHiddenLineAsync(CancellationToken.None));
        Assert.Empty(terminal.Out + terminal.Error);
    }

    [Fact]
    public async Task Waiting_for_a_line_ends_with_the_run()
    {
        using var cancel = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var terminal = new TestTerminal().Value with
        {
            ReadLine = () =>
            {
                never.Wait(TimeSpan.FromSeconds(30));
                return null;
            },
        };
        var reading = terminal.ReadLineAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        never.Set();
    }
}
