using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>
/// A terminal over strings, with a fixed clock and nothing of this machine. A run on it is a call; where KFTENANTS_PROGRAM names a
/// file, a run that types nothing is a process of that file.
/// </summary>
internal sealed partial class TestTerminal
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Queue<string> Lines { get; } = new();

    public Queue<char> Keys { get; } = new();

    /// <summary>What standard input holds, where it is read as a whole; it can be read once.</summary>
    public string Input { get; init; } = "";

    public bool IsInputTerminal { get; init; }

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    public ImmutableDictionary<string, string> Environment { get; init; } = [];

    public string Directory { get; init; } = Path.GetTempPath();

    public string RunId { get; init; } = "20260102t030405-0001";

    public TimeProvider Time { get; init; } = new FixedTime();

    public Terminal Value => new()
    {
        Out = new StringWriter(_out),
        Error = new StringWriter(_error),
        ReadLine = () => Lines.TryDequeue(out var line) ? line : null,
        OpenInput = new Queue<Stream>([new MemoryStream(Encoding.UTF8.GetBytes(Input))]).Dequeue,
        ReadKey = () => Keys.TryDequeue(out var key) ? new ConsoleKeyInfo(key, default, false, false, false) : new ConsoleKeyInfo('\u0004', default, false, false, false),
        Width = () => 80,
        IsInputTerminal = IsInputTerminal,
        IsOutputTerminal = IsOutputTerminal,
        IsErrorTerminal = IsErrorTerminal,
        Environment = Environment,
        CurrentDirectory = Directory,
        Time = Time,
        RunId = RunId,
        Person = "tester@here",
    };

    public async Task<int> RunAsync(params string[] args)
    {
        if (ProgramFile.Given is null || IsInputTerminal || IsOutputTerminal || IsErrorTerminal || Lines.Count > 0 || Input.Length > 0)
        {
            return await App.RunAsync(args, Value, CancellationToken.None);
        }

        var (code, output, error) = await ProgramFile.RunAsync(Directory, Environment, args);
        _out.Append(WithRunId(output));
        _error.Append(WithRunId(error));
        return code;
    }

    /// <summary>The id that a process gave itself under the fixed clock becomes the one of this terminal.</summary>
    public string WithRunId(string text) => OwnRunId().Replace(text, RunId);

    [GeneratedRegex("20260102t030405-[b-df-hj-kmnp-tv-xz2-9]{4}")]
    private static partial Regex OwnRunId();

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
