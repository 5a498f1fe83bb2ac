using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>
/// The tutorial and the pages of docs/howto do what they show. Blocks of <c>diff FILE</c> are edits (of tenants.yaml where no file is named), blocks of <c>yaml FILE</c>
/// and <c>csv FILE</c> are files that the reader writes, blocks of <c>console</c> are commands with what they print, where <c>...</c> stands for any lines; a number
/// behind the word is the exit code. A page says where it begins, <c>&lt;!-- begins: WORD --&gt;</c>, see <see cref="BeginAsync"/>.
/// </summary>
public sealed partial class HowtoTests : IDisposable
{
    private static readonly string Repository = TestPaths.Repository(typeof(HowtoTests));
    private static readonly string Docs = Path.Combine(Repository, "docs");

    private readonly CaseRun _run = new();

    public static TheoryData<string> Pages =>
        ["tutorial.md", .. Directory.EnumerateFiles(Path.Combine(Docs, "howto"), "*.md").Select(p => "howto/" + Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_does_what_it_shows(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Docs, page));
        await BeginAsync(Beginning().Match(text) is { Success: true } begins ? begins.Groups["word"].Value : "applied");
        var commands = 0;
        foreach (Match block in Block().Matches(text))
        {
            var lines = block.Groups["body"].Value.TrimEnd('\n').Split('\n');
            var file = InHere(block.Groups["rest"].Value is { Length: > 0 } named ? named : "tenants.yaml");
            switch (block.Groups["word"].Value)
            {
                case "diff":
                    await File.WriteAllTextAsync(file, Edited(await File.ReadAllTextAsync(file), lines));
                    break;
                case "yaml" or "csv":
                    await using (var written = new StreamWriter(new FileStream(file, FileMode.CreateNew)))
                    {
                        await written.WriteAsync(block.Groups["body"].Value);
                    }

                    break;
                case "console":
                    var code = block.Groups["rest"].Value is { Length: > 0 } number ? number : "0";
                    foreach (var command in string.Join('\n', lines).Split("$ ", StringSplitOptions.RemoveEmptyEntries).Select(c => c.TrimEnd('\n').Split('\n')))
                    {
                        var (ended, said, answer) = await PlayAsync(Remark().Replace(command[0], ""));
                        Assert.True(code == $"{ended}", $"{command[0]} ends with {ended}:\n{said}{answer}");
                        Assert.True(Regex.IsMatch(said + answer, Pattern(command[1..])), $"{command[0]} prints\n{said}{answer}\nand not\n{string.Join('\n', command[1..])}");
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

    private async Task BeginAsync(string word)
    {
        var (file, cluster) = (InHere("tenants.yaml"), InHere("cluster"));
        switch (word)
        {
            // The example was applied, and main.yaml is the file as it was.
            case "applied":
                Assert.Equal(0, await _run.RunAsync("apply --auto-approve"));
                File.Copy(file, InHere("main.yaml"));
                break;

            // A source tree, and nothing else.
            case "clone":
                File.Delete(file);
                Directory.Delete(cluster, recursive: true);
                await _run.StepAsync("env KFTENANTS_CLUSTER_DIR=");
                break;

            // A cluster with Kubeflow and without tenants, and no file yet.
            case "new-cluster":
                File.Delete(file);
                foreach (var tenant in Directory.EnumerateFiles(cluster, "team-*"))
                {
                    File.Delete(tenant);
                }

                break;

            // The example's tenants as the dashboard makes them: nothing that says that a set manages them. No file yet.
            case "kubeflow":
                File.Delete(file);
                await ForgetAsync(OurLabels(), ManagedFields());
                break;

            // The example for a cluster without Kubeflow, of which nothing was applied yet.
            case "kubernetes":
                Directory.Delete(cluster, recursive: true);
                Directory.CreateDirectory(cluster);
                foreach (var manifest in Directory.EnumerateFiles(Path.Combine(Repository, "examples", "kubernetes-cluster")))
                {
                    File.Copy(manifest, Path.Combine(cluster, Path.GetFileName(manifest)));
                }

                File.Copy(Path.Combine(Repository, "examples", "kubernetes", "tenants.yaml"), file, overwrite: true);
                break;

            // The example was applied, and comes back from a backup: the objects are there, who wrote which field is not.
            case "restored":
                Assert.Equal(0, await _run.RunAsync("apply --auto-approve"));
                await ForgetAsync(ManagedFields());
                break;
            default:
                Assert.Fail($"A page that begins with {word}, which nothing makes");
                break;
        }
    }

    private async Task ForgetAsync(params Regex[] lines)
    {
        foreach (var manifest in Directory.EnumerateFiles(InHere("cluster"), "*.yaml", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(manifest);
            await File.WriteAllTextAsync(manifest, lines.Aggregate(text, (rest, line) => line.Replace(rest, "")));
        }
    }

    // The few words of a shell that the pages need. What is said on standard error comes before the answer, as at a terminal.
    private async Task<(int Code, string Said, string Answer)> PlayAsync(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["kftenants", .. var arguments, ">", var target]:
                var written = await _run.RunAsync(string.Join(' ', arguments));
                await File.WriteAllTextAsync(InHere(target), _run.Out);
                return (written, _run.Error, "");
            case ["kftenants", .. var arguments]:
                var code = await _run.RunAsync(string.Join(' ', arguments));
                return (code, _run.Error, _run.Out);
            case ["dotnet", "build", var project, "-p:RunAnalyzers=false"]:
                Assert.True(Directory.Exists(Path.Combine(Repository, project)), command);
                return (0, "", "");
            case ["alias", ..]:
                Assert.True(Directory.Exists(Path.Combine(Repository, Alias().Match(command).Groups["project"].Value)), command);
                return (0, "", "");
            case ["cd", "\"$(mktemp", "-d)\""]:
                Assert.Empty(Directory.EnumerateFileSystemEntries(_run.Here));
                return (0, "", "");
            case ["cp", "-r", var from, var to]:
                Directory.CreateDirectory(InHere(to));
                foreach (var file in Directory.EnumerateFiles(InSource(from)))
                {
                    File.Copy(file, Path.Combine(InHere(to), Path.GetFileName(file)));
                }

                return (0, "", "");
            case ["cp", var from, var to]:
                File.Copy(InSource(from), InHere(to));
                return (0, "", "");
            case ["rm", var file]:
                Assert.True(File.Exists(InHere(file)), command);
                File.Delete(InHere(file));
                return (0, "", "");
            case ["export", var assignment]:
                await _run.StepAsync("env " + assignment);
                return (0, "", "");
            case ["head", var count, var file]:
                return (0, "", string.Concat((await File.ReadAllLinesAsync(InHere(file))).Take(int.Parse(count.AsSpan(1), provider: null)).Select(l => l + "\n")));
            default:
                Assert.Fail($"{command}: a command that nothing runs");
                throw new InvalidOperationException();
        }
    }

    // Whoever follows the page came from the source tree with cd.
    private string InSource(string path) =>
        path.StartsWith("\"$OLDPWD/", StringComparison.Ordinal) ? Path.Combine(Repository, path["\"$OLDPWD/".Length..].TrimEnd('"')) : InHere(path);

    private string InHere(string path) => Path.Combine(_run.Here, path);

    // Lines with a minus go, those with a plus come, and all others stand in the file as they stand here.
    private static string Edited(string text, string[] lines)
    {
        string Side(char left) => string.Concat(lines.Where(l => l[0] != left).Select(l => l[1..] + "\n"));
        var (before, after) = (Side('+'), Side('-'));
        Assert.True(text.Split(before).Length == 2, $"Stands {text.Split(before).Length - 1} times in the file:\n{before}");
        return text.Replace(before, after, StringComparison.Ordinal);
    }

    // Each line is the beginning of one.
    private static string Pattern(string[] lines) =>
        "(?s)^" + string.Concat(lines.Select(l => l == "..." ? ".*?" : l.Length == 0 ? "\n" : Regex.Escape(l) + "[^\n]*\n"));

    [GeneratedRegex(@"^```(?<word>\w+) ?(?<rest>\S*)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^<!-- begins: (?<word>[a-z-]+) -->$", RegexOptions.Multiline)]
    private static partial Regex Beginning();

    [GeneratedRegex(" +# .*$")]
    private static partial Regex Remark();

    [GeneratedRegex("^alias kftenants=\"dotnet run --no-build --project \\$PWD/(?<project>\\S+) --\"$")]
    private static partial Regex Alias();

    [GeneratedRegex("^ +(?:app\\.kubernetes\\.io/managed-by: kftenants|applyset\\.kubernetes\\.io/part-of: .*|kftenants\\.io/tenant: .*)\n", RegexOptions.Multiline)]
    private static partial Regex OurLabels();

    [GeneratedRegex("^  managedFields:\n(?:  (?:- |  ).*\n)*", RegexOptions.Multiline)]
    private static partial Regex ManagedFields();
}
