using System.Text;

namespace KfTenants.Yaml;

/// <summary>
/// The text as the parser reads it, decoded on the way. The parser keeps what it has not made an event of, several times over: a text that goes on and on
/// without one is not read further.
/// </summary>
internal sealed class MeteredText(Stream utf8) : TextReader
{
    /// <summary>How many characters one value, or the comments between two, may have.</summary>
    public const int MostBetweenEvents = 8 * 1024 * 1024;

    private readonly StreamReader _text = new(utf8, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 16 * 1024);
    private int _read;

    /// <summary>It was not read further.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>There was an event.</summary>
    public void Restart() => _read = 0;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        IsStopped |= _read > MostBetweenEvents;
        var length = IsStopped ? 0 : _text.Read(buffer);
        _read += length;
        return length;
    }

    public override int Read()
    {
        IsStopped |= _read++ > MostBetweenEvents;
        return IsStopped ? -1 : _text.Read();
    }

    public override int Peek() => IsStopped ? -1 : _text.Peek();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }
}
