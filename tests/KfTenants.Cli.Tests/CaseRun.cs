using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>
/// Plays the steps of one case folder in a directory of its own and writes down what a person would have seen. The directory
/// begins with <c>tenants.yaml</c> (tenants.example.yaml unless the case has its own), <c>cluster/</c> (examples/cluster
/// likewise) and the case's other files; KFTENANTS_CLUSTER_DIR names the cluster. The steps, one to a line:
/// <c>plan …</c> and every other command of kftenants; <c>quietly COMMAND</c>, which must end with 0 and is not written down;
/// <c>edit FILE | OLD | NEW</c> (each once and only there; <c>\n</c> is a line end); <c>copy FROM TO</c>; <c>remove PATH</c>;
/// <c>env NAME=VALUE</c>; <c># comment</c>.
/// </summary>
internal sealed partial class CaseRun : IDisposable
{
    private const string StepsFile = "steps";

    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-case-").FullName;
    private readonly ImmutableDictionary<string, string>.Builder _environment = ImmutableDictionary.CreateBuilder<string, string>();
    private readonly StringBuilder _seen = new();
    private int _commands;

    public CaseRun()
    {
        var repository = TestPaths.Repository(typeof(CaseRun));
        Copy(Path.Combine(repository, "examples", "cluster"), Path.Combine(_here, "cluster"));
        File.Copy(Path.Combine(repository, "tenants.example.yaml"), Path.Combine(_here, "tenants.yaml"));
        _environment["KFTENANTS_CLUSTER_DIR"] = "cluster";
    }

    /// <summary>The directory, for what a step cannot say.</summary>
    public string Here => _here;

    /// <summary>What the last command wrote to standard output.</summary>
    public string Out { get; private set; } = "";

    /// <summary>What the last command wrote to standard error.</summary>
    public string Error { get; private set; } = "";

    public static async Task<string> PlayAsync(string folder)
    {
        using var run = new CaseRun();
        if (Directory.Exists(Path.Combine(folder, "cluster")))
        {
            Directory.Delete(Path.Combine(run._here, "cluster"), recursive: true);
        }

        Copy(folder, run._here);
        foreach (var step in await File.ReadAllLinesAsync(Path.Combine(folder, StepsFile)))
        {
            await run.StepAsync(step);
        }

        return run._seen.ToString();
    }

    public void Dispose() => Directory.Delete(_here, recursive: true);

    /// <summary>Runs one command and gives its exit code.</summary>
    public async Task<int> RunAsync(string command)
    {
        var before = Digest();
        _commands++;
        var terminal = new TestTerminal
        {
            Directory = _here,
            Environment = _environment.ToImmutable(),
            RunId = string.Create(CultureInfo.InvariantCulture, $"20260102t030405-{_commands:D4}"),
        };
        var code = await terminal.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w == "''" ? "" : w)]);
        (Out, Error) = (terminal.Out, terminal.Error);
        if (ProgramFile.Given is not null)
        {
            await NameRunAsync(terminal);
        }

        CheckCanaries(command, terminal);
        await PublishedSchemas.CheckAsync($"standard output of {command}", Out);
        _seen.Append("$ kftenants ").Append(command).Append('\n').Append(Scrubbed(terminal.Out));
        foreach (var line in Scrubbed(terminal.Error).TrimEnd('\n').Split('\n').Where(l => terminal.Error.Length > 0))
        {
            _seen.Append("2> ").Append(line).Append('\n');
        }

        var word = ExitCode.All.Single(c => c.Number == code).Word;
        _seen.Append("=> ").Append(code).Append(' ').Append(word).Append(before == Digest() ? ", cluster untouched\n\n" : ", cluster written\n\n");
        return code;
    }

    // What a later command reads of this run bears its id.
    private async Task NameRunAsync(TestTerminal terminal)
    {
        foreach (var file in Directory.EnumerateFiles(_here, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length < 1 << 24))
        {
            var text = await File.ReadAllTextAsync(file);
            if (terminal.WithRunId(text) is var named && named != text)
            {
                await File.WriteAllTextAsync(file, named);
            }
        }
    }

    private static readonly string[] Known = ["KFTENANTS_", "GITHUB_", "ONDEMAND_", "NAMESPACE_"];

    // What is in the environment is a secret, but where the cluster is and what a pipeline says of itself.
    private void CheckCanaries(string command, TestTerminal terminal)
    {
        if (command.StartsWith("hash-password", StringComparison.Ordinal))
        {
            return;
        }

        var secrets = _environment.Where(e => e.Key != "KUBECONFIG" && !Known.Any(prefix => e.Key.StartsWith(prefix, StringComparison.Ordinal))).Select(e => e.Value).ToArray();

        // Its answer is a tenants file, which may hold hashes; nothing else that it says may.
        if (!command.StartsWith("import", StringComparison.Ordinal))
        {
            Canaries.Check("standard output of " + command, terminal.Out, secrets);
        }

        Canaries.Check("standard error of " + command, terminal.Error, secrets);
        foreach (var file in Directory.EnumerateFiles(_here, "*.json"))
        {
            Canaries.Check($"{Path.GetFileName(file)} after {command}", File.ReadAllText(file), secrets);
        }
    }

    public async Task StepAsync(string step)
    {
        var words = step.Split(' ', 2, StringSplitOptions.TrimEntries);
        switch (words[0])
        {
            case "" or "#":
                return;
            case "quietly":
                var length = _seen.Length;
                var code = await RunAsync(words[1]);
                Assert.True(code == 0, _seen.ToString(length, _seen.Length - length));
                _seen.Length = length;
                return;
            case "edit":
                Edit([.. (words[1].EndsWith(" |", StringComparison.Ordinal) ? words[1] + " " : words[1]).Split(" | ")
                    .Select(w => w.Replace("\\n", "\n", StringComparison.Ordinal))]);
                break;
            case "copy":
                var (from, to) = (Path.Combine(_here, words[1].Split(' ')[0]), Path.Combine(_here, words[1].Split(' ')[1]));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(from, to, overwrite: true);
                break;
            case "remove":
                File.Delete(Path.Combine(_here, words[1]));
                break;
            case "env":
                var (name, value) = (words[1].Split('=', 2)[0], words[1].Split('=', 2)[1]);
                _environment[name] = value;
                break;
            default:
                await RunAsync(step);
                return;
        }

        _seen.Append("# ").Append(step).Append("\n\n");
    }

    private void Edit(string[] parts)
    {
        var path = Path.Combine(_here, parts[0]);
        var text = File.ReadAllText(path);
        var places = text.Split(parts[1]).Length - 1;
        Assert.True(places == 1, $"{parts[0]} holds {places} times: {parts[1]}");
        File.WriteAllText(path, text.Replace(parts[1], parts[2], StringComparison.Ordinal));
    }

    // Sums cover fresh salts, and every comment of the example.
    private string Scrubbed(string text) => Sum().Replace(text.Replace(_here, "HERE", StringComparison.Ordinal).ReplaceLineEndings("\n"), "SUM");

    private string Digest()
    {
        var cluster = Path.Combine(_here, "cluster");
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(cluster, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            sum.AppendData(Encoding.UTF8.GetBytes(file));
            sum.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexString(sum.GetHashAndReset());
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name != StepsFile && !name.Contains(".verified.", StringComparison.Ordinal) && !name.Contains(".received.", StringComparison.Ordinal))
            {
                var target = Path.Combine(to, name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target, overwrite: true);
            }
        }
    }

    [GeneratedRegex("(?<=sha256[:\"]+)([0-9a-f]{64}|[0-9a-f]{12}(?=\\)))")]
    private static partial Regex Sum();
}
