using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Tests.Commands;

public sealed class HashPasswordCommandTests
{
    [Fact]
    public void Seventy_two_bytes_are_the_limit_not_characters()
    {
        Assert.Null(HashPasswordCommand.Refusal(new string('a', 72)));
        Assert.Null(HashPasswordCommand.Refusal(new string('é', 36)));
        Assert.Equal("the password has 73 bytes; bcrypt reads only the first 72, so a longer one would be cut silently", HashPasswordCommand.Refusal(new string('a', 73)));
        Assert.StartsWith("the password has 74 bytes", HashPasswordCommand.Refusal(new string('é', 37)), StringComparison.Ordinal);
        Assert.Equal("the password is empty", HashPasswordCommand.Refusal(""));
        Assert.NotNull(HashPasswordCommand.Refusal("a\0b"));
    }

    [Fact]
    public void Known_and_short_passwords_are_warned_of()
    {
        Assert.Contains("demo password", HashPasswordCommand.Warning("12341234"), StringComparison.Ordinal);
        Assert.NotNull(HashPasswordCommand.Warning("Kubeflow"));
        Assert.NotNull(HashPasswordCommand.Warning("short"));
        Assert.Null(HashPasswordCommand.Warning("correct horse battery staple"));
    }

    [Fact]
    public async Task Two_different_passwords_are_refused_without_a_word_of_them()
    {
        var terminal = new TestTerminal { IsInputTerminal = true };
        foreach (var key in "first-secret\rother-secret\r")
        {
            terminal.Keys.Enqueue(key);
        }

        Assert.Equal(1, await terminal.RunAsync("hash-password"));
        Assert.Equal("Password: \nAgain: \nerror: the two passwords differ\n", terminal.Error.ReplaceLineEndings("\n"));
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task An_empty_standard_input_is_refused()
    {
        var terminal = new TestTerminal();
        Assert.Equal(1, await terminal.RunAsync("hash-password"));
        Assert.Equal("error: the password is empty\n", terminal.Error);
    }
}
