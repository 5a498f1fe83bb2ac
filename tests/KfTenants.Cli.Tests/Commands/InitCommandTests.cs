namespace KfTenants.Cli.Tests.Commands;

public sealed class InitCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null, "tenants.yaml: written; edit it, then run kftenants validate\n")]
    [InlineData("our teams.yaml", "our teams.yaml: written; edit it, then run kftenants validate -f 'our teams.yaml'\n")]
    public async Task What_it_writes_is_valid_without_a_warning(string? file, string said)
    {
        var terminal = Terminal();
        Assert.Equal(0, await terminal.RunAsync(file is null ? ["init"] : ["init", file]));
        Assert.Equal(said, terminal.Out.ReplaceLineEndings("\n"));
        Assert.Empty(terminal.Error);

        var check = Terminal();
        Assert.Equal(0, await check.RunAsync("validate", "-f", file ?? "tenants.yaml"));
        Assert.Empty(check.Error);
    }

    [Fact]
    public async Task Its_first_line_names_the_schema_that_a_command_puts_beside_it()
    {
        Assert.Equal(0, await Terminal().RunAsync("init"));
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder, "tenants.yaml"));
        Assert.Equal("# yaml-language-server: $schema=./tenants.schema.json", lines[0]);
        Assert.Contains(lines, l => l.EndsWith("kftenants schema > tenants.schema.json", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.True(l.Length <= 150, l));
    }

    [Fact]
    public async Task What_is_there_stays()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "tenants.yaml"), "mine");
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "nowhere");
        foreach (var name in new[] { "tenants.yaml", "folder", "link" })
        {
            var terminal = Terminal();
            Assert.Equal(1, await terminal.RunAsync("init", name));
            Assert.StartsWith($"error: {name}: ", terminal.Error, StringComparison.Ordinal);
        }

        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_folder, "tenants.yaml")));
        Assert.False(File.Exists(Path.Combine(_folder, "nowhere")));
    }

    [Fact]
    public async Task A_directory_is_not_made()
    {
        var terminal = Terminal();
        Assert.Equal(1, await terminal.RunAsync("init", "gone/tenants.yaml"));
        Assert.Equal("error: gone/tenants.yaml: cannot be written: its directory does not exist\n", terminal.Error.ReplaceLineEndings("\n"));
    }

    private TestTerminal Terminal() => new() { Directory = _folder };
}
