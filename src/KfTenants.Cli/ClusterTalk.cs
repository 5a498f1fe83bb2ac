using System.Text;
using KfTenants.Cli.Output;

namespace KfTenants.Cli;

/// <summary>
/// What runs for several clusters say side by side, told one after the other, in the order of their names: the first that has not ended is heard at once, the others wait for it.
/// Lines on standard error begin with their cluster; on standard output each cluster has a heading.
/// </summary>
internal sealed class ClusterTalk
{
    private readonly Terminal _terminal;
    private readonly Voice[] _voices;
    private readonly Lock _lock = new();
    private int _heard;
    private bool _hasAnswered;

    public ClusterTalk(Terminal terminal, IEnumerable<string> names)
    {
        _terminal = terminal;
        _voices = [.. names.Select(n => new Voice(n))];
    }

    /// <summary>For the run of one cluster.</summary>
    public Terminal For(int cluster) => _terminal with
    {
        Out = new Writer(this, cluster, isError: false),
        Error = new Writer(this, cluster, isError: true),
        IsShared = true,
    };

    /// <summary>It says no more, until <see cref="Together"/>.</summary>
    public void End(int cluster)
    {
        lock (_lock)
        {
            _voices[cluster].HasEnded = true;
            while (_heard < _voices.Length && _voices[_heard].HasEnded)
            {
                Tell(_voices[_heard++]);
            }

            if (_heard < _voices.Length)
            {
                Tell(_voices[_heard]);
            }
        }
    }

    /// <summary>Tells all that was said, so that what follows is about all of them; those that are still at work begin anew, in order.</summary>
    public void Together()
    {
        lock (_lock)
        {
            foreach (var voice in _voices)
            {
                Tell(voice);
                voice.HasHeading = false;
            }

            _heard = Array.FindIndex(_voices, v => !v.HasEnded) is >= 0 and var first ? first : _voices.Length;
        }
    }

    private void Say(int cluster, bool isError, string text)
    {
        lock (_lock)
        {
            var voice = _voices[cluster];
            voice.Waiting.Add((isError, text));
            if (cluster == _heard || voice.HasEnded)
            {
                Tell(voice);
            }
        }
    }

    private void Tell(Voice voice)
    {
        foreach (var (isError, text) in voice.Waiting)
        {
            if (isError)
            {
                Error(voice, text);
            }
            else
            {
                Out(voice, text);
            }
        }

        voice.Waiting.Clear();
        _terminal.Out.Flush();
        _terminal.Error.Flush();
    }

    private void Out(Voice voice, string text)
    {
        if (!voice.HasHeading)
        {
            voice.HasHeading = true;
            var heading = ClustersText.Heading(voice.Name);
            (_hasAnswered ? new StyledText().EndLine().Add(heading) : heading).WriteTo(_terminal.Out, _terminal.ColorsOutput);
            _hasAnswered = true;
        }

        _terminal.Out.Write(text);
    }

    private void Error(Voice voice, string text)
    {
        var lines = new StringBuilder();
        foreach (var c in text)
        {
            if (voice.IsAtStart && c is not ('\n' or '\r'))
            {
                lines.Append(voice.Name).Append(": ");
                voice.IsAtStart = false;
            }

            lines.Append(c);
            voice.IsAtStart = c == '\n' || (voice.IsAtStart && c == '\r');
        }

        _terminal.Error.Write(lines.ToString());
    }

    private sealed class Voice(string name)
    {
        public string Name { get; } = name;

        public List<(bool IsError, string Text)> Waiting { get; } = [];

        public bool HasEnded { get; set; }

        public bool HasHeading { get; set; }

        public bool IsAtStart { get; set; } = true;
    }

    private sealed class Writer(ClusterTalk talk, int cluster, bool isError) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => talk.Say(cluster, isError, value.ToString());

        public override void Write(char[] buffer, int index, int count) => talk.Say(cluster, isError, new string(buffer, index, count));

        public override void Write(string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                talk.Say(cluster, isError, value);
            }
        }

        public override void Write(ReadOnlySpan<char> buffer) => talk.Say(cluster, isError, buffer.ToString());

        public override void WriteLine(string? value) => Write(value + CoreNewLine[^1]);
    }
}
