using System.Collections.Immutable;

namespace KfTenants.Cli.Tests;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(true, null, null, null, false, true)]
    [InlineData(false, null, null, null, false, false)]
    [InlineData(true, "1", null, null, false, false)]
    [InlineData(true, "", null, null, false, true)]
    [InlineData(true, null, null, "dumb", false, false)]
    [InlineData(true, null, null, null, true, false)]
    [InlineData(false, null, "1", null, false, true)]
    [InlineData(false, null, "true", "dumb", false, true)]
    [InlineData(false, null, "0", null, false, false)]
    [InlineData(false, null, "false", null, false, false)]
    [InlineData(false, null, "", null, false, false)]
    [InlineData(true, null, "0", null, false, true)]
    [InlineData(false, "1", "1", null, false, false)]
    [InlineData(false, null, "1", null, true, false)]
    public void Colour_needs_a_terminal_or_FORCE_COLOR_and_no_one_against_it(bool isTerminal, string? noColor, string? forceColor, string? term, bool option, bool expected)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string>();
        if (noColor is not null)
        {
            variables["NO_COLOR"] = noColor;
        }

        if (forceColor is not null)
        {
            variables["FORCE_COLOR"] = forceColor;
        }

        if (term is not null)
        {
            variables["TERM"] = term;
        }

        var terminal = new TestTerminal { IsOutputTerminal = isTerminal, Environment = variables.ToImmutable() }.Value with { NoColor = option };
        Assert.Equal(expected, terminal.ColorsOutput);
        Assert.Equal(!isTerminal && expected, terminal.ColorsError);
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
