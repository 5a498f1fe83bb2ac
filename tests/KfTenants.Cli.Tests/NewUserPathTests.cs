using System.Globalization;
using System.Text.RegularExpressions;

namespace KfTenants.Cli.Tests;

/// <summary>
/// The first quarter of an hour without any page: what the program itself writes and says must be enough to get to a cluster that matches the file. The same path with
/// docs/tutorial.md in hand is one of <see cref="HowtoTests"/>.
/// </summary>
public sealed partial class NewUserPathTests : IDisposable
{
    private readonly CaseRun _run = new();

    public NewUserPathTests()
    {
        // A cluster with Kubeflow and without tenants, and no file yet.
        File.Delete(InHere("tenants.yaml"));
        foreach (var tenant in Directory.EnumerateFileSystemEntries(InHere("cluster"), "team-*").ToArray())
        {
            File.Delete(tenant);
        }
    }

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("owner: ana ", "onwer: ana ")]
    [InlineData("user: ben", "user: bne")]
    [InlineData("role: edit", "role: edti")]
    [InlineData("tier: small", "tier: smal")]
    [InlineData("memory: 16Gi", "memory: 16GB")]
    [InlineData("members: [ana, ben]", "members: [ana, bem]")]
    public async Task A_typo_is_mended_by_its_message_alone(string right, string wrong)
    {
        await EndsAsync(0, "init");
        var written = await File.ReadAllTextAsync(InHere("tenants.yaml"));
        await TypeAsync(right, wrong);
        await EndsAsync(3, "validate");
        await MendAsync();

        Assert.Equal(written, await File.ReadAllTextAsync(InHere("tenants.yaml")));
    }

    [Fact]
    public async Task From_an_empty_directory_to_a_cluster_that_matches()
    {
        Assert.Contains("kftenants init", await EndsAsync(1, "plan"), StringComparison.Ordinal);
        await EndsAsync(0, "init");
        await EndsAsync(0, "validate");

        await TypeAsync("owner: ana ", "onwer: ana ");
        await TypeAsync("user: ben", "user: bne");
        await TypeAsync("role: edit", "role: edti");
        for (var round = 0; round < 3 && await _run.RunAsync("validate") != 0; round++)
        {
            await MendAsync();
        }

        await EndsAsync(0, "validate");
        var plan = await EndsAsync(0, "plan");
        Assert.Contains("Destroys: nothing", plan, StringComparison.Ordinal);
        Assert.Contains("+ ana@example.com owner in team-vision", plan, StringComparison.Ordinal);
        await EndsAsync(0, Next().Match(plan).Groups[1].Value);
        Assert.Contains("No changes. The cluster matches tenants.yaml", await EndsAsync(0, "plan"), StringComparison.Ordinal);
    }

    // What a person does who knows nothing but the message: goes to the place and writes what was probably meant.
    private async Task MendAsync()
    {
        var lines = await File.ReadAllLinesAsync(InHere("tenants.yaml"));
        var hints = Hint().Matches(_run.Error.ReplaceLineEndings("\n"));
        Assert.NotEmpty(hints);
        foreach (Match hint in hints)
        {
            var (line, column) = (Number(hint.Groups[1]) - 1, Number(hint.Groups[2]) - 1);
            var word = Word().Match(lines[line], column).Value;
            lines[line] = lines[line][..column] + hint.Groups[3].Value + lines[line][(column + word.Length)..];
        }

        await File.WriteAllTextAsync(InHere("tenants.yaml"), string.Join('\n', lines) + "\n");
    }

    private async Task TypeAsync(string right, string wrong)
    {
        var text = await File.ReadAllTextAsync(InHere("tenants.yaml"));
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        await File.WriteAllTextAsync(InHere("tenants.yaml"), text[..at] + wrong + text[(at + right.Length)..]);
    }

    private async Task<string> EndsAsync(int code, string command)
    {
        var ended = await _run.RunAsync(command);
        Assert.True(ended == code, $"{command} ended with {ended}:\n{_run.Out}{_run.Error}");
        return _run.Out + _run.Error;
    }

    private string InHere(string path) => Path.Combine(_run.Here, path);

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^tenants\\.yaml:([0-9]+):([0-9]+): error KFT[0-9]+: [^\n]*did you mean \"?([\\w.-]+)\"?\\?", RegexOptions.Multiline)]
    private static partial Regex Hint();

    [GeneratedRegex("^Next: kftenants (.+)$", RegexOptions.Multiline)]
    private static partial Regex Next();

    [GeneratedRegex(@"\G[\w.-]+")]
    private static partial Regex Word();
}
