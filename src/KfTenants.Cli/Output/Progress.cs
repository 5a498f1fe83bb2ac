using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>
/// How far an apply is, on standard error: one line drawn over and over on a terminal, one line per event with <c>--verbose</c>, and otherwise, in a
/// log, a line every <see cref="Heartbeat"/>, so that a pipeline does not take a long run for a dead one.
/// </summary>
internal sealed class Progress : IDisposable
{
    /// <summary>Well below the silence after which pipelines end a job.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    private readonly Terminal _terminal;
    private readonly int _total;
    private readonly bool _isVerbose;
    private readonly ITimer? _heart;
    private readonly long _begun;
    private readonly Lock _lock = new();
    private string _last = "";
    private int _finished;
    private int _drawn;

    public Progress(Terminal terminal, int total, bool isVerbose)
    {
        (_terminal, _total, _isVerbose) = (terminal, total, isVerbose);
        _begun = terminal.Time.GetTimestamp();
        _heart = isVerbose || terminal.CanRedraw ? null : terminal.Time.CreateTimer(_ => Beat(), null, Heartbeat, Heartbeat);
    }

    public void Show(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.Finished finished:
                _finished++;
                var outcome = OutcomeText.Of(finished.Outcome);
                Write($"[{_finished}/{_total}] {finished.Change.Key}: {OutcomeText.Spoken(outcome.Word)}{(_isVerbose && outcome.Message is { } message ? ": " + message : "")}");
                break;
            case RunEvent.Waiting waiting:
                Write($"[{_finished}/{_total}] waiting for {waiting.What}");
                break;
            default:
                break;
        }
    }

    /// <summary>Nothing more is drawn, and the line that was is wiped.</summary>
    public void Dispose()
    {
        _heart?.Dispose();
        if (_drawn > 0)
        {
            _terminal.Error.Write("\r" + new string(' ', _drawn) + "\r");
            _terminal.Error.Flush();
            _drawn = 0;
        }
    }

    private void Write(string line)
    {
        line = SafeText.Of(line);
        if (_isVerbose)
        {
            _terminal.Error.WriteLine(line);
        }
        else if (_terminal.CanRedraw)
        {
            var width = Math.Max(20, _terminal.Width()) - 1;
            line = line.Length > width ? line[..width] : line;
            _terminal.Error.Write("\r" + line.PadRight(_drawn));
            _terminal.Error.Flush();
            _drawn = line.Length;
        }
        else
        {
            lock (_lock)
            {
                _last = line;
            }
        }
    }

    private void Beat()
    {
        lock (_lock)
        {
            _terminal.Error.WriteLine($"{(_last.Length == 0 ? $"[0/{_total}] at work" : _last)}, after {Durations.Text(_terminal.Time.GetElapsedTime(_begun))}");
            _terminal.Error.Flush();
        }
    }
}
