using System.Collections;
using System.Collections.Immutable;
using System.Text;

namespace KfTenants.Cli;

/// <summary>
/// What a run knows of its environment: writers, keyboard, environment, directory, clock. Standard output is the answer,
/// standard error is the talk. Tests give their own.
/// </summary>
internal sealed record Terminal
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>One line of standard input; null at its end.</summary>
    public required Func<string?> ReadLine { get; init; }

    /// <summary>All of standard input, as bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>One key, not shown.</summary>
    public required Func<ConsoleKeyInfo> ReadKey { get; init; }

    /// <summary>Columns of the window.</summary>
    public required Func<int> Width { get; init; }

    public bool IsInputTerminal { get; init; }

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary><c>--no-color</c>.</summary>
    public bool NoColor { get; init; }

    public ImmutableDictionary<string, string> Environment { get; init; } = [];

    public required string CurrentDirectory { get; init; }

    /// <summary>Where <c>~/.kube</c> is; null when there is no home.</summary>
    public string? HomeDirectory { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>This run of the program, for the User-Agent of its requests, the lock, the run history and events.</summary>
    public required string RunId { get; init; }

    /// <summary><c>user@host</c>, for the person who finds the lock taken.</summary>
    public required string Person { get; init; }

    public bool ColorsOutput => Colors(IsOutputTerminal);

    public bool ColorsError => Colors(IsErrorTerminal);

    /// <summary>A line on standard error may be drawn over.</summary>
    public bool CanRedraw => IsErrorTerminal && !IsDumb && !IsShared;

    /// <summary>Others write beside this one, a line at a time.</summary>
    public bool IsShared { get; init; }

    private bool IsDumb => Environment.GetValueOrDefault("TERM") == "dumb";

    // https://no-color.org and https://force-color.org: present and not empty. Who wants none is heard first.
    private bool Colors(bool isTerminal) =>
        !NoColor && Environment.GetValueOrDefault("NO_COLOR") is null or "" &&
        ((isTerminal && !IsDumb) || Environment.GetValueOrDefault("FORCE_COLOR") is not (null or "" or "0" or "false"));

    /// <summary>The process's own surroundings, with this console.</summary>
    public static Terminal Over(
        TextWriter output,
        TextWriter error,
        Func<string?> readLine,
        Func<ConsoleKeyInfo> readKey,
        Func<int> width,
        bool isInputTerminal,
        bool isOutputTerminal,
        bool isErrorTerminal) => new()
        {
            Out = output,
            Error = error,
            ReadLine = readLine,
            ReadKey = readKey,
            Width = width,
            IsInputTerminal = isInputTerminal,
            IsOutputTerminal = isOutputTerminal,
            IsErrorTerminal = isErrorTerminal,
            Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToImmutableDictionary(
                e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal),
            CurrentDirectory = System.Environment.CurrentDirectory,
            RunId = RunIds.New(DateTimeOffset.UtcNow),
            Person = $"{System.Environment.UserName}@{System.Environment.MachineName}",
            HomeDirectory = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null,
        };

    /// <summary>A path of the command line, seen from <see cref="CurrentDirectory"/>.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, CurrentDirectory);

    /// <summary>One line of standard input, given up at once when the run is interrupted.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        Task.Run(ReadLine, CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Standard input to its end, given up at once when the run is interrupted.</summary>
    /// <param name="limit">No byte beyond is read.</param>
    /// <exception cref="KfTenantsException">It cannot be read.</exception>
    public async Task<ImmutableArray<byte>> ReadInputAsync(int limit, CancellationToken cancellationToken) =>
        await Task.Run(
            async () =>
            {
                using var input = OpenInput();
                return await TextFiles.ReadBytesAsync(input, "standard input", length: 0, limit, cancellationToken);
            },
            CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>One line typed without echo; null when the keyboard's end (Ctrl-D on an empty line) comes first.</summary>
    public Task<string?> ReadHiddenLineAsync(CancellationToken cancellationToken) =>
        Task.Run(ReadHiddenLine, CancellationToken.None).WaitAsync(cancellationToken);

    private string? ReadHiddenLine()
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = ReadKey();
            switch (key)
            {
                case { Key: ConsoleKey.Enter } or { KeyChar: '\r' or '\n' }:
                    return typed.ToString();
                case { KeyChar: '\u0004' }:
                    return typed.Length == 0 ? null : typed.ToString();
                case { KeyChar: '\u0015' }:
                    typed.Clear();
                    break;
                case { Key: ConsoleKey.Backspace } or { KeyChar: '\u007F' }:
                    typed.Length -= Math.Min(typed.Length, typed.Length > 1 && char.IsLowSurrogate(typed[^1]) ? 2 : 1);
                    break;
                case { KeyChar: >= ' ' }:
                    typed.Append(key.KeyChar);
                    break;
                default:
                    break;
            }
        }
    }
}
