using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>
/// The pages of docs/howto do what they show: blocks of <c>diff</c> are edits of tenants.yaml, blocks of <c>console</c> are commands with what they print, where
/// <c>...</c> stands for any lines; a number behind the word is the exit code. The example was applied before, and main.yaml is the file as it was.
/// </summary>
public sealed partial class HowtoTests : IDisposable
{
    private static readonly string Folder = Path.Combine(TestPaths.Repository(typeof(HowtoTests)), "docs", "howto");

    private readonly CaseRun _run = new();

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Folder, "*.md").Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_does_what_it_shows(string page)
    {
        Assert.Equal(0, await _run.RunAsync("apply --auto-approve"));
        var file = Path.Combine(_run.Here, "tenants.yaml");
        File.Copy(file, Path.Combine(_run.Here, "main.yaml"));
        var commands = 0;
        foreach (Match block in Block().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, page))))
        {
            var lines = block.Groups["body"].Value.TrimEnd('\n').Split('\n');
            switch (block.Groups["word"].Value)
            {
                case "diff":
                    await File.WriteAllTextAsync(file, Edited(await File.ReadAllTextAsync(file), lines));
                    break;
                case "console":
                    var code = block.Groups["code"].Value is { Length: > 0 } number ? number : "0";
                    foreach (var command in string.Join('\n', lines).Split("$ ", StringSplitOptions.RemoveEmptyEntries).Select(c => c.TrimEnd('\n').Split('\n')))
                    {
                        Assert.StartsWith("kftenants ", command[0], StringComparison.Ordinal);
                        Assert.Equal($"{command[0]} ends with {code}", $"{command[0]} ends with {await _run.RunAsync(command[0]["kftenants ".Length..])}");
                        Assert.Matches(Pattern(command[1..]), _run.Out + _run.Error);
                        commands++;
                    }

                    break;
                case var other:
                    Assert.Fail($"{page}: a block of {other}, which nothing runs");
                    break;
            }
        }

        Assert.NotEqual(0, commands);
    }

    // Lines with a minus go, those with a plus come, and all others stand in the file as they stand here.
    private static string Edited(string text, string[] lines)
    {
        string Side(char left) => string.Concat(lines.Where(l => l[0] != left).Select(l => l[1..] + "\n"));
        var (before, after) = (Side('+'), Side('-'));
        Assert.Equal(2, text.Split(before).Length);
        return text.Replace(before, after, StringComparison.Ordinal);
    }

    // Each line is the beginning of one.
    private static string Pattern(string[] lines) =>
        "(?s)^" + string.Concat(lines.Select(l => l == "..." ? ".*?" : l.Length == 0 ? "\n" : Regex.Escape(l) + "[^\n]*\n"));

    [GeneratedRegex(@"^```(?<word>\w+) ?(?<code>\d*)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
